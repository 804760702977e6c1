import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { VideoRightsView } from '../../../modules/rights/contract';
import { Heading } from '../../../ui/heading';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import styles from './access.module.css';
import { type AccessDraft, accessDraftOf, readAccessDraft } from './access-draft';
import { AccessFields } from './access-fields';
import { AgeField } from './age-field';
import { ConflictNotice } from './conflict-notice';
import { videoRightsQuery } from './rights-api';
import type { Keeping } from './use-keeping';
import { useKeepVideoRights, type VideoEdit } from './use-video-rights';
import { summaryOf } from './window-words';

interface AccessPanelProps {
  handle: string;
  videoId: string;
  editable: boolean;
}

/** On what terms, from which age, where and when: on the video's page. */
export function AccessPanel({ handle, videoId, editable }: AccessPanelProps): ReactElement {
  const rights = useQuery(videoRightsQuery(videoId));
  const keeping = useKeepVideoRights(handle, videoId);
  return (
    <Panel title={t('access.title')}>
      {rights.isPending && <Skeleton height="calc(var(--space-24) * 3)" aria-label={t('app.loading')} />}
      {rights.isError && !rights.data && <LoadFailure error={rights.error} onRetry={() => void rights.refetch()} />}
      {rights.data && (
        <>
          <ConflictNotice conflict={keeping.conflict} />
          <AccessForm handle={handle} rights={rights.data} editable={editable} keeping={keeping} />
          <AgePart rights={rights.data} editable={editable} keeping={keeping} />
          <WherePart handle={handle} rights={rights.data} />
        </>
      )}
    </Panel>
  );
}

interface PartProps {
  rights: VideoRightsView;
  editable: boolean;
  keeping: Keeping<VideoEdit>;
}

function AccessForm({ handle, rights, editable, keeping }: PartProps & { handle: string }): ReactElement {
  const [edited, setEdited] = useState<AccessDraft | null>(null);
  const [tried, setTried] = useState(false);
  const draft = edited ?? accessDraftOf(rights.access);
  const reading = readAccessDraft(draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reading.kind === 'fault') return;
    const undo: VideoEdit = { kind: 'access', body: rights.access };
    void keeping
      .keep({ body: { kind: 'access', body: reading.rule }, undo, said: t('access.saved') })
      .then((saved) => saved && setEdited(null));
  };
  return (
    <form className={styles.fields} onSubmit={submit} noValidate>
      <AccessFields
        handle={handle}
        draft={draft}
        onChange={(changes) => setEdited({ ...draft, ...changes })}
        fault={tried && reading.kind === 'fault' ? reading : null}
        editable={editable}
      />
      {edited && (
        <div>
          <Button type="submit" loading={keeping.isPending}>
            {t('access.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

function AgePart({ rights, editable, keeping }: PartProps): ReactElement {
  const editOf = (minimumAge: number | null): VideoEdit => ({
    kind: 'rights',
    body: { windows: rights.windows, minimumAge },
  });
  return (
    <AgeField
      value={keeping.pending?.kind === 'rights' ? keeping.pending.body.minimumAge : rights.minimumAge}
      editable={editable && !keeping.isPending}
      onChange={(age) =>
        void keeping.keep({ body: editOf(age), undo: editOf(rights.minimumAge), said: t('age.saved') })
      }
    />
  );
}

function WherePart({ handle, rights }: { handle: string; rights: VideoRightsView }): ReactElement {
  const { videoId } = rights;
  return (
    <div className={styles.part}>
      <Heading level={3} look="section">
        {t('access.wherePart')}
      </Heading>
      <ul>
        {summaryOf(rights).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <div className={styles.links}>
        <Link to="/@{$handle}/videos/$videoId/rights" params={{ handle, videoId }}>
          {t('access.editWindows')}
        </Link>
        <Link to="/@{$handle}/rights/simulator" params={{ handle }} search={{ video: videoId }}>
          {t('access.simulate')}
        </Link>
      </div>
    </div>
  );
}
