import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { PageHeader } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { notifyDone } from '../../notify/notify';
import styles from './account.module.css';
import { meQuery, saveProfile } from './identity-api';
import { SessionsPanel } from './sessions-panel';
import { TokensPanel } from './tokens-panel';
import { VerifyNotice } from './verify-notice';

export function AccountPage(): ReactElement {
  usePageTitle(t('account.title'));
  return (
    <>
      <PageHeader title={t('account.title')} />
      <div className={styles.page}>
        <VerifyNotice />
        <ProfilePanel />
        <SessionsPanel />
        <TokensPanel />
      </div>
    </>
  );
}

function ProfilePanel(): ReactElement | null {
  const { data: me } = useSuspenseQuery(meQuery);
  const client = useQueryClient();
  const [name, setName] = useState(me?.displayName ?? '');
  const saving = useMutation({
    mutationFn: async () => (me ? saveProfile(me, name) : null),
    onSuccess: (saved) => {
      client.setQueryData(meQuery.queryKey, saved);
      notifyDone(t('account.profileSaved'));
    },
    onError: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  if (!me) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  const problem = fieldWords(saving.error, 'displayName') ?? formWords(saving.error, ['displayName']);
  return (
    <Panel title={t('account.profile')}>
      <form className={styles.inline} onSubmit={submit}>
        <TextInput
          label={t('identity.displayName')}
          description={t('identity.displayNameHint')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem}
        />
        <Button type="submit" variant="default" loading={saving.isPending} disabled={name.trim() === me.displayName}>
          {t('action.save')}
        </Button>
      </form>
      <p className={styles.detail}>
        {me.email} · {me.emailVerified ? t('account.verified') : t('account.unverified')}
      </p>
    </Panel>
  );
}
