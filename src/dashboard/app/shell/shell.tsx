import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { myChannelsQuery } from '../../features/channels/channels-api';
import { lastHandle, rememberHandle } from '../../features/channels/last-channel';
import { mayMake } from '../../features/channels/roles';
import { DropZone } from '../../features/uploads/drop-zone';
import { FileChooser } from '../../features/uploads/file-chooser';
import { Tray } from '../../features/uploads/tray';
import { LiveProvider } from '../../features/videos/live-context';
import { t } from '../../messages/translate';
import { OfflineBanner } from './offline-banner';
import { BottomBar, Rail, TopBar } from './rail';
import styles from './shell.module.css';
import { Shortcuts } from './shortcuts';

/** What stays while pages change: rail, channel, upload button, drop zone and tray. */
export function Shell(): ReactElement {
  const channel = useCurrentChannel();
  const target = channel && mayMake(channel.role) ? channel : null;
  const handle = target?.handle ?? null;
  const [helpOpen, setHelpOpen] = useState(false);
  const help = (): void => setHelpOpen(true);
  return (
    <FileChooser handle={handle}>
      <DropZone channel={target}>
        <div className={styles.shell}>
          <a className={styles.skip} href="#content">
            {t('app.skip')}
          </a>
          <Rail channel={channel} uploads={target !== null} onHelp={help} />
          <TopBar channel={channel} onHelp={help} />
          <OfflineBanner />
          <main id="content" className={styles.content} tabIndex={-1}>
            <div className={styles.page}>
              <Following channel={channel}>
                <Outlet />
              </Following>
            </div>
          </main>
          <Tray handle={handle} />
          <BottomBar channel={channel} uploads={target !== null} />
          <Shortcuts channel={channel} open={helpOpen} onOpenChange={setHelpOpen} />
        </div>
      </DropZone>
    </FileChooser>
  );
}

function Following({ channel, children }: { channel: OwnChannelView | null; children: ReactNode }): ReactNode {
  if (!channel) return children;
  return <LiveProvider handle={channel.handle}>{children}</LiveProvider>;
}

/** The channel in the address; elsewhere, and where that is none of one's own, the one used last. */
function useCurrentChannel(): OwnChannelView | null {
  const { data: channels = [] } = useQuery(myChannelsQuery);
  const params = useParams({ strict: false });
  const [last, setLast] = useState(lastHandle);
  const asked = params.handle?.toLowerCase();
  useEffect(() => {
    if (!asked || !channels.some(({ handle }) => handle === asked)) return;
    rememberHandle(asked);
    setLast(asked);
  }, [asked, channels]);
  const named = (wanted: string | null | undefined) => channels.find(({ handle }) => handle === wanted);
  return named(asked) ?? named(last) ?? channels[0] ?? null;
}
