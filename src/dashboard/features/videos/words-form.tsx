import { Button, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { Heading } from '../../../ui/heading';
import { Icon } from '../../../ui/icon';
import { Notice } from '../../../ui/notice';
import { fieldWords, problemWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import type { Autosave, AutosaveState } from './autosave';
import { useAutosave } from './use-autosave';
import styles from './video-page.module.css';

const most = { title: 200, description: 10_000, tags: 30, tag: 50 };

/** Title, description and tags; they save themselves and say so. */
export function WordsForm({ video, editable }: { video: VideoTeamView; editable: boolean }): ReactElement {
  const { autosave, state } = useAutosave(video);
  const { words, error } = state;
  const rest = (): void => void autosave.flush();
  return (
    <div className={styles.form}>
      <FormHead state={editable ? state : null} />
      {state.status === 'conflict' && <ConflictNotice autosave={autosave} />}
      <TextInput
        label={t('detail.title')}
        size="md"
        value={words.title}
        maxLength={most.title}
        readOnly={!editable}
        onChange={(event) => autosave.edit({ title: event.currentTarget.value })}
        onBlur={rest}
        error={fieldWords(error, 'title')}
      />
      <Textarea
        label={t('detail.description')}
        placeholder={editable ? t('detail.descriptionHint') : undefined}
        autosize
        minRows={6}
        maxRows={18}
        maxLength={most.description}
        readOnly={!editable}
        value={words.description}
        onChange={(event) => autosave.edit({ description: event.currentTarget.value })}
        onBlur={rest}
        error={fieldWords(error, 'description')}
      />
      <TagsInput
        label={t('detail.tags')}
        description={editable ? t('detail.tagsHint') : undefined}
        maxTags={most.tags}
        maxLength={most.tag}
        readOnly={!editable}
        splitChars={[',', ';']}
        value={[...words.tags]}
        onChange={(tags) => autosave.edit({ tags })}
        onBlur={rest}
        error={fieldWords(error, 'tags')}
      />
    </div>
  );
}

function FormHead({ state }: { state: AutosaveState | null }): ReactElement {
  return (
    <div className={styles.formHead}>
      <Heading level={2} look="section">
        {t('detail.words')}
      </Heading>
      {state && <SaveState state={state} />}
    </div>
  );
}

function SaveState({ state }: { state: AutosaveState }): ReactElement {
  const words = {
    saved: t('detail.saved'),
    unsaved: t('detail.unsaved'),
    saving: t('detail.saving'),
    conflict: t('detail.unsaved'),
    failed: t('detail.saveFailed', { reason: problemWords(state.error) }),
  }[state.status];
  return (
    <div className={styles.saved} data-status={state.status} role="status">
      {state.status === 'saved' && <Icon name="check" size={16} />}
      {words}
    </div>
  );
}

function ConflictNotice({ autosave }: { autosave: Autosave }): ReactElement {
  const actions = (
    <>
      <Button size="xs" onClick={() => void autosave.keepMine()}>
        {t('detail.conflict.mine')}
      </Button>
      <Button size="xs" variant="default" onClick={() => autosave.takeTheirs()}>
        {t('detail.conflict.theirs')}
      </Button>
    </>
  );
  return (
    <Notice tone="warning" title={t('detail.conflict.title')} actions={actions} urgent>
      {t('detail.conflict.body')}
    </Notice>
  );
}
