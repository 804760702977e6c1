import { Button, FileButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import type { ChannelView } from '../../../modules/channels/contract';
import { Avatar } from '../../../ui/avatar';
import { Icon } from '../../../ui/icon';
import { Panel } from '../../../ui/panel';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem } from '../../notify/notify';
import { channelQuery, myChannelsQuery, type PictureKind, setPicture } from './channels-api';
import styles from './settings.module.css';

const accepted = 'image/jpeg,image/png,image/webp,image/gif';

interface PictureFieldsProps {
  channel: ChannelView;
  editable: boolean;
}

export function PictureFields({ channel, editable }: PictureFieldsProps): ReactElement {
  return (
    <Panel title={`${t('settings.avatar')} · ${t('settings.banner')}`}>
      <div className={styles.pictures}>
        <PictureField kind="avatar" channel={channel} editable={editable}>
          <Avatar url={channel.avatarUrl} name={channel.name} size={20} square />
        </PictureField>
        <PictureField kind="banner" channel={channel} editable={editable}>
          <div className={styles.banner}>
            {channel.bannerUrl ? <img src={channel.bannerUrl} alt="" /> : <Icon name="picture" />}
          </div>
        </PictureField>
      </div>
    </Panel>
  );
}

interface PictureFieldProps extends PictureFieldsProps {
  kind: PictureKind;
  children: ReactNode;
}

function PictureField({ kind, channel, editable, children }: PictureFieldProps): ReactElement {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (file: File) => setPicture(channel.handle, kind, file),
    onSuccess: async (saved) => {
      client.setQueryData(channelQuery(channel.handle).queryKey, saved);
      notifyDone(t('settings.pictureSaved'));
      await client.invalidateQueries({ queryKey: myChannelsQuery.queryKey });
    },
    onError: notifyProblem,
  });
  const has = kind === 'avatar' ? channel.avatarUrl : channel.bannerUrl;
  const verb = has ? t('settings.replacePicture') : t('settings.choosePicture');
  return (
    <div className={styles.picture}>
      <div>
        <div className={styles.label}>{t(`settings.${kind}`)}</div>
        <div className={styles.hint}>{t(`settings.${kind}Hint`)}</div>
      </div>
      <div className={kind === 'avatar' ? styles.avatarRow : styles.stack}>
        {children}
        {editable && (
          <div>
            <FileButton accept={accepted} onChange={(file) => file && saving.mutate(file)}>
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  loading={saving.isPending}
                  aria-label={`${t(`settings.${kind}`)}: ${verb}`}
                >
                  {verb}
                </Button>
              )}
            </FileButton>
          </div>
        )}
      </div>
    </div>
  );
}
