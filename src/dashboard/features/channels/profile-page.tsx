import { Button, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { ChannelView } from '../../../modules/channels/contract';
import { Notice } from '../../../ui/notice';
import { Panel } from '../../../ui/panel';
import { isApiProblem } from '../../api/api';
import { LoadFailure } from '../../api/load-failure';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { notifyDone } from '../../notify/notify';
import { channelQuery, editChannel, myChannelsQuery } from './channels-api';
import { PictureFields } from './picture-fields';
import { mayMake } from './roles';
import styles from './settings.module.css';
import { useOwnChannel } from './use-role';

export function ProfilePage(): ReactElement {
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/settings/' });
  const channel = useQuery(channelQuery(handle));
  const own = useOwnChannel(handle);
  if (channel.isError) return <LoadFailure error={channel.error} onRetry={() => void channel.refetch()} />;
  if (!channel.data || !own) return <Skeleton height="calc(var(--space-24) * 3)" aria-label={t('app.loading')} />;
  const editable = mayMake(own.role);
  return (
    <div className={styles.page}>
      {!editable && <Notice tone="neutral">{t('settings.readOnly')}</Notice>}
      <WordsPanel channel={channel.data} editable={editable} />
      <PictureFields channel={channel.data} editable={editable} />
    </div>
  );
}

function WordsPanel({ channel, editable }: { channel: ChannelView; editable: boolean }): ReactElement {
  const client = useQueryClient();
  const [form, setForm] = useState({ name: channel.name, description: channel.description });
  const saving = useMutation({
    mutationFn: () => editChannel(channel.handle, form, channel.version),
    onSuccess: async (saved) => {
      client.setQueryData(channelQuery(channel.handle).queryKey, saved);
      notifyDone(t('detail.saved'));
      await client.invalidateQueries({ queryKey: myChannelsQuery.queryKey });
    },
    // After a conflict the next try carries the version that was just read; the words typed here stay.
    onError: (error) =>
      isApiProblem(error, 'version_conflict') &&
      client.invalidateQueries({ queryKey: channelQuery(channel.handle).queryKey }),
  });
  const unchanged = form.name === channel.name && form.description === channel.description;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  const problem = formWords(saving.error, ['name', 'description']);
  return (
    <Panel title={t('settings.channel')}>
      <form className={styles.stack} onSubmit={submit} noValidate>
        {problem && (
          <Notice tone="danger" urgent>
            {problem}
          </Notice>
        )}
        <TextInput
          label={t('settings.name')}
          value={form.name}
          maxLength={80}
          readOnly={!editable}
          onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
          error={fieldWords(saving.error, 'name')}
        />
        <TextInput label={t('settings.handle')} value={`@${channel.handle}`} readOnly />
        <Textarea
          label={t('settings.description')}
          description={t('settings.descriptionHint')}
          autosize
          minRows={4}
          maxRows={12}
          maxLength={5_000}
          readOnly={!editable}
          value={form.description}
          onChange={(event) => setForm({ ...form, description: event.currentTarget.value })}
          error={fieldWords(saving.error, 'description')}
        />
        {editable && (
          <div>
            <Button type="submit" loading={saving.isPending} disabled={unchanged}>
              {t('action.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
