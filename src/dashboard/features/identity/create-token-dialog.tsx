import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { CreateTokenBody } from '../../../modules/identity/contract';
import { CopyButton } from '../../../ui/copy-button';
import { Notice } from '../../../ui/notice';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { myChannelsQuery } from '../channels/channels-api';
import styles from './account.module.css';
import { createToken, tokensQuery } from './identity-api';

type Scope = CreateTokenBody['scopes'][number];
const scopes: readonly Scope[] = ['read', 'videos', 'uploads', 'schedule', 'live', 'billing:read', 'team'];
const lifetimes = [7, 30, 90, 365];

export function CreateTokenDialog({ onClose }: { onClose(): void }): ReactElement {
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: createToken,
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const token = creating.data?.token;
  return (
    <Modal
      opened
      onClose={onClose}
      title={token ? t('tokens.once.title') : t('tokens.createTitle')}
      closeOnClickOutside={!token}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {token ? (
        <ShownOnce token={token} onDone={onClose} />
      ) : (
        <TokenForm error={creating.error} pending={creating.isPending} onSubmit={(body) => creating.mutate(body)} />
      )}
    </Modal>
  );
}

function ShownOnce({ token, onDone }: { token: string; onDone(): void }): ReactElement {
  return (
    <div className={styles.stack}>
      <Notice tone="warning">{t('tokens.once.body')}</Notice>
      <div className={styles.secret}>
        <code>{token}</code>
        <CopyButton value={token} label={t('action.copy')} copiedLabel={t('action.copied')} />
      </div>
      <Button onClick={onDone}>{t('tokens.once.done')}</Button>
    </div>
  );
}

interface TokenFormProps {
  error: unknown;
  pending: boolean;
  onSubmit(body: CreateTokenBody): void;
}

function TokenForm({ error, pending, onSubmit }: TokenFormProps): ReactElement {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>(['read']);
  const [channel, setChannel] = useState('');
  const [days, setDays] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit({
      name,
      scopes: scopes.filter((scope) => chosen.includes(scope)),
      channels: channel ? [channel] : null,
      expiresInDays: days ? Number(days) : null,
    });
  };
  const problem = formWords(error, ['name', 'scopes']);
  return (
    <form className={styles.stack} onSubmit={submit} noValidate>
      {problem && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <TextInput
        label={t('tokens.name')}
        description={t('tokens.nameHint')}
        data-autofocus
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldWords(error, 'name')}
      />
      <ScopeField chosen={chosen} onChange={setChosen} error={fieldWords(error, 'scopes')} />
      <ChannelField channel={channel} onChange={setChannel} />
      <NativeSelect
        label={t('tokens.expires')}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={[
          { value: '', label: t('tokens.never') },
          ...lifetimes.map((count) => ({ value: `${count}`, label: t('tokens.days', { count }) })),
        ]}
      />
      <Button type="submit" loading={pending} disabled={name.trim() === '' || chosen.length === 0}>
        {t('tokens.create')}
      </Button>
    </form>
  );
}

interface ScopeFieldProps {
  chosen: string[];
  onChange(scopes: string[]): void;
  error: string | undefined;
}

function ScopeField({ chosen, onChange, error }: ScopeFieldProps): ReactElement {
  return (
    <Checkbox.Group label={t('tokens.scopes')} value={chosen} onChange={onChange} error={error}>
      <div className={styles.scopes}>
        {scopes.map((scope) => (
          <Checkbox key={scope} value={scope} label={t(`scope.${scope}`)} description={scope} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function ChannelField({ channel, onChange }: { channel: string; onChange(handle: string): void }): ReactElement {
  const channels = useQuery(myChannelsQuery).data ?? [];
  return (
    <NativeSelect
      label={t('tokens.channels')}
      value={channel}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('tokens.allChannels') },
        ...channels.map(({ handle, name }) => ({ value: handle, label: `${name} (@${handle})` })),
      ]}
    />
  );
}
