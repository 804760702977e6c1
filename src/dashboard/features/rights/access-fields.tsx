import { Checkbox, MultiSelect, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { t } from '../../messages/translate';
import styles from './access.module.css';
import type { AccessDraft, AccessReading } from './access-draft';
import { currencies, type Priced } from './money';
import { type Tier, tiersQuery } from './rights-api';

type Fault = Extract<AccessReading, { kind: 'fault' }>;

interface AccessFieldsProps {
  handle: string;
  draft: AccessDraft;
  onChange(changes: Partial<AccessDraft>): void;
  /** Shown at its field. */
  fault: Fault | null;
  editable: boolean;
}

const kinds = ['free', 'paid', 'invited'] as const;

/** Free, by any of several ways, or by invitation. */
export function AccessFields({ handle, draft, onChange, fault, editable }: AccessFieldsProps): ReactElement {
  return (
    <div className={styles.fields}>
      <Radio.Group
        label={t('access.rule')}
        value={draft.kind}
        onChange={(kind) => onChange({ kind: kind as AccessDraft['kind'] })}
      >
        <div className={styles.choices}>
          {kinds.map((kind) => (
            <Radio
              key={kind}
              value={kind}
              disabled={!editable && kind !== draft.kind}
              label={t(`access.${kind}`)}
              description={t(`access.${kind}.hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      {draft.kind === 'paid' && (
        <Ways {...{ handle, draft, onChange, editable }} faultAt={(field) => wordsAt(fault, field)} />
      )}
    </div>
  );
}

function wordsAt(fault: Fault | null, field: Fault['field']): string | undefined {
  return fault?.field === field ? t(fault.fault) : undefined;
}

interface WaysProps extends Omit<AccessFieldsProps, 'fault'> {
  faultAt(field: Fault['field']): string | undefined;
}

function Ways({ handle, draft, onChange, editable, faultAt }: WaysProps): ReactElement {
  const ways = faultAt('ways');
  return (
    <fieldset className={styles.ways} disabled={!editable}>
      <legend>{t('access.ways')}</legend>
      <Checkbox
        label={t('access.everySubscriber')}
        checked={draft.subscribers}
        onChange={(event) => onChange({ subscribers: event.currentTarget.checked })}
      />
      <Way label={t('access.tiers')} checked={draft.tiers} onChange={(tiers) => onChange({ tiers })}>
        <TiersField
          handle={handle}
          value={draft.tierIds}
          onChange={(tierIds) => onChange({ tierIds })}
          error={faultAt('tiers')}
        />
      </Way>
      <Way label={t('access.buyWay')} checked={draft.buy} onChange={(buy) => onChange({ buy })}>
        <PriceFields
          label={t('access.price')}
          value={draft.buyPrice}
          onChange={(buyPrice) => onChange({ buyPrice })}
          error={faultAt('buyPrice')}
        />
      </Way>
      <Way label={t('access.rentWay')} checked={draft.rent} onChange={(rent) => onChange({ rent })}>
        <PriceFields
          label={t('access.rentPrice')}
          value={draft.rentPrice}
          onChange={(rentPrice) => onChange({ rentPrice })}
          error={faultAt('rentPrice')}
        />
        <TextInput
          label={t('access.hours')}
          inputMode="numeric"
          value={draft.rentalHours}
          onChange={(event) => onChange({ rentalHours: event.currentTarget.value })}
          error={faultAt('rentalHours')}
        />
      </Way>
      {ways && (
        <p className={styles.fault} role="alert">
          {ways}
        </p>
      )}
    </fieldset>
  );
}

interface WayProps {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
  children: ReactNode;
}

function Way({ label, checked, onChange, children }: WayProps): ReactElement {
  return (
    <div className={styles.way}>
      <Checkbox label={label} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {checked && <div className={styles.more}>{children}</div>}
    </div>
  );
}

interface TiersFieldProps {
  handle: string;
  value: readonly string[];
  onChange(value: string[]): void;
  error?: string;
}

function TiersField({ handle, value, onChange, error }: TiersFieldProps): ReactElement {
  const { data: tiers = [], isSuccess } = useQuery(tiersQuery(handle));
  if (isSuccess && tiers.length === 0) return <p className={styles.muted}>{t('access.noTiers')}</p>;
  return (
    <MultiSelect
      className={styles.wide}
      label={t('access.chooseTiers')}
      data={tiers.map((tier) => ({ value: tier.id, label: tierName(tier) }))}
      value={[...value]}
      onChange={onChange}
      error={error}
    />
  );
}

export function tierName({ name, onSale }: Tier): string {
  return onSale ? name : t('access.tierOff', { name });
}

interface PriceFieldsProps {
  label: string;
  value: Priced;
  onChange(value: Priced): void;
  error?: string;
}

function PriceFields({ label, value, onChange, error }: PriceFieldsProps): ReactElement {
  const known = currencies.includes(value.currency) ? currencies : [value.currency, ...currencies];
  return (
    <>
      <TextInput
        label={label}
        inputMode="decimal"
        value={value.amount}
        onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
        error={error}
      />
      <NativeSelect
        label={t('access.currency')}
        data={[...known]}
        value={value.currency}
        onChange={(event) => onChange({ ...value, currency: event.currentTarget.value })}
      />
    </>
  );
}
