import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Icon } from '../../../ui/icon';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem } from '../../notify/notify';
import styles from './operations.module.css';
import { discardLetter, type Letter, operationsKey, replayLetter } from './operations-api';

/** What can be done about a letter that is open. */
export function LetterActions({ letter }: { letter: Letter }): ReactElement | null {
  const client = useQueryClient();
  const [discarding, setDiscarding] = useState(false);
  const { id } = letter;
  const replaying = useMutation({
    mutationFn: () => replayLetter(id),
    onSuccess: () => notifyDone(t('letter.replayDone', { id })),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: operationsKey }),
  });
  if (letter.replayedAt || letter.discardedAt) return null;
  return (
    <>
      <Button leftSection={<Icon name="retry" />} loading={replaying.isPending} onClick={() => replaying.mutate()}>
        {t('letter.replay')}
      </Button>
      <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setDiscarding(true)}>
        {t('letter.discard')}
      </Button>
      {discarding && <DiscardDialog id={id} onClose={() => setDiscarding(false)} />}
    </>
  );
}

function DiscardDialog({ id, onClose }: { id: string; onClose(): void }): ReactElement {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const discarding = useMutation({
    mutationFn: () => discardLetter(id, reason),
    onSuccess: () => {
      notifyDone(t('letter.discardDone', { id }));
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: operationsKey }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    discarding.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('letter.discardTitle', { id })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className={styles.form} onSubmit={submit}>
        <p>{t('letter.discardBody')}</p>
        <Textarea
          label={t('letter.discardReason')}
          description={t('letter.discardHint')}
          required
          data-autofocus
          maxLength={500}
          value={reason}
          error={fieldWords(discarding.error, 'reason') ?? formWords(discarding.error, ['reason'])}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" color="red" loading={discarding.isPending} disabled={!reason.trim()}>
          {t('letter.discard')}
        </Button>
      </form>
    </Modal>
  );
}
