import { Button, Radio, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import type { RightsWindowView } from '../../../modules/rights/contract';
import { localZone } from '../../../ui/format-date';
import { Heading } from '../../../ui/heading';
import { fromLocalInput, toLocalInput } from '../../../ui/local-date-time';
import { t } from '../../messages/translate';
import { CountriesPicker } from './countries-picker';
import { MessageFields } from './message-fields';
import { faultOf, tidied } from './window-draft';
import styles from './window-editor.module.css';

interface WindowEditorProps {
  title: string;
  window: RightsWindowView;
  isPending: boolean;
  /** With every change, for the preview. */
  onChange(window: RightsWindowView): void;
  onSave(window: RightsWindowView): void;
  onCancel(): void;
}

export function WindowEditor(props: WindowEditorProps): ReactElement {
  const { title, window, isPending, onChange, onSave, onCancel } = props;
  const [tried, setTried] = useState(false);
  const set = (changes: Partial<RightsWindowView>): void => onChange({ ...window, ...changes });
  const fault = faultOf(window);
  const faultAt = (field: string): string | undefined => (tried && fault?.field === field ? t(fault.fault) : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!fault) onSave(tidied(window));
  };
  return (
    <form className={styles.editor} onSubmit={submit} aria-label={title} noValidate>
      <Heading level={3} look="section">
        {title}
      </Heading>
      <EffectField value={window.effect} onChange={(effect) => set({ effect })} />
      <CountriesPicker
        value={window.countries}
        onChange={(countries) => set({ countries })}
        error={faultAt('countries')}
      />
      <DatesFields window={window} onChange={set} errors={{ from: faultAt('from'), until: faultAt('until') }} />
      <TextInput
        label={t('editor.reason')}
        description={t('editor.reasonHint')}
        maxLength={200}
        value={window.reason ?? ''}
        onChange={(event) => set({ reason: event.currentTarget.value || null })}
      />
      <MessageFields
        value={window.messageByCountry}
        onChange={(messageByCountry) => set({ messageByCountry })}
        error={faultAt('messages')}
      />
      <div className={styles.buttons}>
        <Button type="submit" loading={isPending}>
          {t('editor.save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('editor.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface DatesFieldsProps {
  window: RightsWindowView;
  onChange(changes: Partial<RightsWindowView>): void;
  errors: { from: string | undefined; until: string | undefined };
}

function DatesFields({ window, onChange, errors }: DatesFieldsProps): ReactElement {
  return (
    <div className={styles.dates}>
      <InstantField
        label={t('editor.from')}
        hint={t('editor.fromHint')}
        value={window.from}
        onChange={(from) => onChange({ from })}
        error={errors.from}
      />
      <InstantField
        label={t('editor.until')}
        hint={t('editor.untilHint')}
        value={window.until}
        onChange={(until) => onChange({ until })}
        error={errors.until}
      />
      <p className={styles.zone}>{t('editor.zone', { zone: localZone() })}</p>
    </div>
  );
}

function EffectField({ value, onChange }: { value: 'allow' | 'deny'; onChange(value: 'allow' | 'deny'): void }) {
  const first = useRef<HTMLInputElement>(null);
  // The editor opens where its button was; the keyboard goes on inside it.
  useEffect(() => first.current?.focus(), []);
  return (
    <Radio.Group
      label={t('editor.effect')}
      value={value}
      onChange={(next) => onChange(next as 'allow' | 'deny')}
      classNames={{ label: styles.legend }}
    >
      <div className={styles.radios}>
        {(['allow', 'deny'] as const).map((effect) => (
          <Radio
            key={effect}
            ref={effect === value ? first : undefined}
            value={effect}
            label={t(`editor.${effect}`)}
            description={t(`editor.${effect}.hint`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

interface InstantFieldProps {
  label: string;
  hint?: string;
  value: string | null;
  onChange(value: string | null): void;
  error?: string;
}

/** An instant in the zone of this device. What is half typed is kept by the field itself. */
export function InstantField({ label, hint, value, onChange, error }: InstantFieldProps): ReactElement {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={hint}
      value={toLocalInput(value)}
      onChange={(event) => onChange(fromLocalInput(event.currentTarget.value))}
      error={error}
    />
  );
}
