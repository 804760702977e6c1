import { Button, NativeSelect, Radio, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useRef, useState } from 'react';
import type { GrantBody } from '../../../modules/rights/contract';
import { localZone } from '../../../ui/format-date';
import { Notice } from '../../../ui/notice';
import { Panel } from '../../../ui/panel';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { notifyDone } from '../../notify/notify';
import { tierName } from './access-fields';
import { personName } from './entitlement-words';
import { entitlementsKey, giveEntitlement } from './entitlements-api';
import { freshDraft, type GiveDraft, type GiveReading, readGiveDraft } from './give-draft';
import styles from './people.module.css';
import { tiersQuery } from './rights-api';
import { VideoSelect } from './video-select';
import { InstantField } from './window-editor';

/** Lets somebody watch by hand. */
export function GiveForm({ handle, onClose }: { handle: string; onClose(): void }): ReactElement {
  const [draft, setDraft] = useState<GiveDraft>(freshDraft);
  const [tried, setTried] = useState(false);
  const giving = useGive(handle, onClose);
  const reading = readGiveDraft(draft);
  const faultAt = (field: Extract<GiveReading, { kind: 'fault' }>['field']): string | undefined =>
    tried && reading.kind === 'fault' && reading.field === field ? t(reading.fault) : undefined;
  const set = (changes: Partial<GiveDraft>): void => {
    if (giving.isError) giving.reset();
    setDraft({ ...draft, ...changes });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reading.kind === 'body') giving.mutate(reading.body);
  };
  const problem = formWords(giving.error, ['email', 'until']);
  return (
    <Panel title={t('people.giveTitle')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {problem && (
          <Notice tone="danger" urgent>
            {problem}
          </Notice>
        )}
        <TextInput
          label={t('people.email')}
          description={t('people.emailHint')}
          type="email"
          autoComplete="off"
          autoFocus
          value={draft.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
          error={faultAt('email') ?? fieldWords(giving.error, 'email')}
        />
        <SourceField value={draft.source} onChange={(source) => set({ source })} />
        <CoversFields handle={handle} draft={draft} onChange={set} faultAt={faultAt} />
        <DatesFields draft={draft} onChange={set} error={faultAt('until') ?? fieldWords(giving.error, 'until')} />
        <TextInput
          label={t('people.note')}
          description={t('people.noteHint')}
          maxLength={300}
          value={draft.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        <div className={styles.buttons}>
          <Button type="submit" loading={giving.isPending}>
            {t('people.submit')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('editor.cancel')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface DatesFieldsProps {
  draft: GiveDraft;
  onChange(changes: Partial<GiveDraft>): void;
  error: string | undefined;
}

function DatesFields({ draft, onChange, error }: DatesFieldsProps): ReactElement {
  return (
    <div className={styles.pair}>
      <InstantField
        label={t('people.from')}
        hint={t('people.fromHint')}
        value={draft.from}
        onChange={(from) => onChange({ from })}
      />
      <InstantField
        label={t('people.until')}
        hint={t('people.untilHint')}
        value={draft.until}
        onChange={(until) => onChange({ until })}
        error={error}
      />
      <p className={styles.zone}>{t('publish.zone', { zone: localZone() })}</p>
    </div>
  );
}

function SourceField({ value, onChange }: { value: GiveDraft['source']; onChange(value: GiveDraft['source']): void }) {
  return (
    <Radio.Group label={t('people.source')} value={value} onChange={(next) => onChange(next as GiveDraft['source'])}>
      <div className={styles.choices}>
        {(['grant', 'gift'] as const).map((source) => (
          <Radio
            key={source}
            value={source}
            label={t(`people.source.${source}`)}
            description={t(`people.source.${source}.hint`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

interface CoversFieldsProps {
  handle: string;
  draft: GiveDraft;
  onChange(changes: Partial<GiveDraft>): void;
  faultAt(field: 'tier' | 'video'): string | undefined;
}

function CoversFields({ handle, draft, onChange, faultAt }: CoversFieldsProps): ReactElement {
  const { data: tiers = [] } = useQuery(tiersQuery(handle));
  const kinds = tiers.length > 0 ? (['channel', 'tier', 'video'] as const) : (['channel', 'video'] as const);
  return (
    <div className={styles.pair}>
      <NativeSelect
        label={t('people.covers')}
        value={draft.kind}
        onChange={(event) => onChange({ kind: event.currentTarget.value as GiveDraft['kind'] })}
        data={kinds.map((kind) => ({ value: kind, label: t(`people.covers.${kind}`) }))}
      />
      {draft.kind === 'tier' && (
        <Select
          label={t('people.chooseTier')}
          data={tiers.map((tier) => ({ value: tier.id, label: tierName(tier) }))}
          value={draft.tierId}
          onChange={(tierId) => onChange({ tierId })}
          error={faultAt('tier')}
        />
      )}
      {draft.kind === 'video' && (
        <VideoSelect
          handle={handle}
          label={t('people.chooseVideo')}
          placeholder={t('people.chooseVideoHint')}
          value={draft.videoId}
          onChange={(videoId) => onChange({ videoId })}
          error={faultAt('video')}
        />
      )}
    </div>
  );
}

function useGive(handle: string, onDone: () => void) {
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: (body: GrantBody) => giveEntitlement(handle, body, key.current),
    onSuccess: async (given) => {
      notifyDone(t('people.given', { name: personName(given) }));
      onDone();
      await client.invalidateQueries({ queryKey: entitlementsKey(handle) });
    },
    // What was refused is corrected and sent as something new.
    onError: () => {
      key.current = crypto.randomUUID();
    },
  });
}
