import { Button, Checkbox, PasswordInput, Radio, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { PublishVideoBody, VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment, localZone } from '../../../ui/format-date';
import { fromLocalInput } from '../../../ui/local-date-time';
import { Panel } from '../../../ui/panel';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithAction, notifyWithUndo } from '../../notify/notify';
import { expectedWords } from './lateness';
import { publicationState } from './publication-state';
import { type PublishForm, publishFormOf, readPublishForm } from './publish-form';
import { PublishStatus } from './publish-status';
import { applyVideo } from './use-live-changes';
import { useVideoVerbs } from './use-video-verbs';
import styles from './video-page.module.css';
import { publishVideo, unpublishVideo } from './videos-api';

const visibilities = ['public', 'unlisted', 'password', 'private'] as const;

/** Who may watch, and when. */
export function PublishPanel({ video }: { video: VideoTeamView }): ReactElement {
  const [edited, setEdited] = useState<PublishForm | null>(null);
  const form = edited ?? publishFormOf(video);
  const set = (changes: Partial<PublishForm>): void => setEdited({ ...form, ...changes });
  const [tried, setTried] = useState(false);
  const { publish, withdraw } = usePublication(video, () => setEdited(null));
  const reading = readPublishForm(form, new Date());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reading.kind === 'body') publish.mutate(reading.body);
  };
  const fault = tried && reading.kind === 'fault' ? reading : null;
  return (
    <Panel title={t('publish.title')}>
      <PublishStatus video={video} />
      <form className={styles.form} onSubmit={submit}>
        <Radio.Group
          label={t('publish.visibility')}
          value={form.visibility}
          onChange={(value) => set({ visibility: value as PublishForm['visibility'] })}
        >
          <div className={styles.choices} style={{ marginTop: 'var(--space-2)', gap: 'var(--space-3)' }}>
            {visibilities.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`visibility.${value}`)}
                description={t(`visibility.${value}.hint`)}
              />
            ))}
          </div>
        </Radio.Group>
        {form.visibility === 'password' && <PasswordField form={form} onChange={set} fault={fault} />}
        {form.visibility !== 'private' && (
          <Window form={form} onChange={set} fault={fault} hint={lateHint(form, video)} />
        )}
        <div className={styles.buttons}>
          <Button type="submit" loading={publish.isPending} disabled={video.publication !== null && edited === null}>
            {verbOf(video, form)}
          </Button>
          {video.publication && (
            <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
              {t('publish.withdraw')}
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}

interface WindowProps {
  form: PublishForm;
  onChange(changes: Partial<PublishForm>): void;
  fault: { field: string; fault: Parameters<typeof t>[0] } | null;
  /** Said at the start; null when it can be kept. */
  hint: string | null;
}

function PasswordField({ form, onChange, fault }: Omit<WindowProps, 'hint'>): ReactElement {
  return (
    <PasswordInput
      label={t(form.hasPassword ? 'publish.newPassword' : 'publish.password')}
      description={t(form.hasPassword ? 'publish.keepPassword' : 'publish.passwordHint')}
      autoComplete="new-password"
      maxLength={200}
      value={form.password}
      visibilityToggleButtonProps={{ 'aria-label': t('publish.showPassword') }}
      onChange={(event) => onChange({ password: event.currentTarget.value })}
      error={fault?.field === 'password' ? t(fault.fault as 'publish.passwordMissing') : undefined}
    />
  );
}

function Window({ form, onChange, fault, hint }: WindowProps): ReactElement {
  const faultAt = (field: string): string | undefined =>
    fault?.field === field ? t(fault.fault as 'publish.endMissing') : undefined;
  return (
    <div className={styles.choices} style={{ gap: 'var(--space-3)' }}>
      <SegmentedControl
        aria-label={t('publish.start')}
        fullWidth
        value={form.later ? 'later' : 'now'}
        onChange={(value) => onChange({ later: value === 'later' })}
        data={[
          { value: 'now', label: t('publish.now') },
          { value: 'later', label: t('publish.later') },
        ]}
      />
      {form.later && (
        <TextInput
          type="datetime-local"
          label={t('publish.startsAt')}
          value={form.startsAt}
          onChange={(event) => onChange({ startsAt: event.currentTarget.value })}
          error={faultAt('startsAt')}
        />
      )}
      <Checkbox
        label={t('publish.end')}
        checked={form.ends}
        onChange={(event) => onChange({ ends: event.currentTarget.checked })}
      />
      {form.ends && (
        <TextInput
          type="datetime-local"
          label={t('publish.endsAt')}
          value={form.endsAt}
          onChange={(event) => onChange({ endsAt: event.currentTarget.value })}
          error={faultAt('endsAt')}
        />
      )}
      {hint && (
        <p className={styles.hint} role="status">
          {hint}
        </p>
      )}
      {(form.later || form.ends) && <p className={styles.zone}>{t('publish.zone', { zone: localZone() })}</p>}
    </div>
  );
}

/** While a start is being chosen that the film will not keep. */
function lateHint(form: PublishForm, { playableEtaSeconds, playable }: VideoTeamView): string | null {
  const startsAt = form.later ? fromLocalInput(form.startsAt) : null;
  if (!startsAt || playable || playableEtaSeconds === null) return null;
  const expectedAt = new Date(Date.now() + playableEtaSeconds * 1000).toISOString();
  return expectedAt > startsAt ? t('late.hint', { expected: expectedWords(expectedAt, startsAt) }) : null;
}

function verbOf({ publication }: VideoTeamView, form: PublishForm): string {
  if (publication) return t('publish.update');
  return form.later && form.visibility !== 'private' ? t('publish.schedule') : t('publish.submit');
}

function usePublication(video: VideoTeamView, onSettled: () => void) {
  const client = useQueryClient();
  const { copyLink } = useVideoVerbs();
  const keep = (saved: VideoTeamView): void => applyVideo(client, saved.channelHandle, saved);
  const publish = useMutation({
    mutationFn: (body: PublishVideoBody) => publishVideo(video.id, body),
    onSuccess: (saved) => {
      keep(saved);
      onSettled();
      if (saved.publication?.visibility === 'private') notifyDone(doneWords(saved));
      else notifyWithAction(doneWords(saved), t('video.copyLink'), () => void copyLink(saved));
    },
    onError: notifyProblem,
  });
  const withdraw = useMutation({
    mutationFn: () => unpublishVideo(video.id),
    // Live news may overtake the answer: then the video has no publication to go back to any more.
    onMutate: () => video.publication,
    onSuccess: (saved, _, before) => {
      keep(saved);
      onSettled();
      const said = t('publish.withdrawn', { title: saved.title });
      if (!before) return notifyDone(said);
      const { visibility, startsAt, endsAt } = before;
      notifyWithUndo(said, () => publish.mutate({ visibility, startsAt, endsAt }));
    },
    onError: notifyProblem,
  });
  return { publish, withdraw };
}

function doneWords(video: VideoTeamView): string {
  const { title } = video;
  const state = publicationState(video, new Date());
  if (state.kind === 'scheduled') return t('publish.scheduled', { title, when: formatMoment(state.startsAt) });
  if (state.kind === 'waiting') return t('publish.whenReady', { title });
  if (state.kind === 'unusable') return t('publish.unusable', { title });
  return t('publish.done', { title });
}
