import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import { localZone } from '../../../ui/format-date';
import { Icon } from '../../../ui/icon';
import { fromLocalInput } from '../../../ui/local-date-time';
import { Notice } from '../../../ui/notice';
import { PageHeader } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { problemWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { ExplainAnswer } from './explain-answer';
import { askPast, type PastQuestion } from './explain-api';
import styles from './operations.module.css';

/** For whoever answers "I paid and cannot watch". Nothing asked here is kept in an address or a cache. */
export function ExplainPage(): ReactElement {
  usePageTitle(t('explain.title'));
  const asking = useMutation({ mutationFn: askPast });
  return (
    <div className={styles.page}>
      <Button
        component={Link}
        to="/operations"
        variant="subtle"
        className={styles.back}
        leftSection={<Icon name="arrowLeft" />}
      >
        {t('nav.operations')}
      </Button>
      <PageHeader title={t('explain.title')} body={t('explain.body')} />
      <Panel title={t('explain.question')}>
        <Question isPending={asking.isPending} onAsk={asking.mutate} />
      </Panel>
      <div role="status" className={styles.page}>
        {asking.isError && <Notice tone="danger">{problemWords(asking.error)}</Notice>}
        {asking.data && <ExplainAnswer answer={asking.data} />}
      </div>
    </div>
  );
}

function Question({ isPending, onAsk }: { isPending: boolean; onAsk(question: PastQuestion): void }): ReactElement {
  const [form, setForm] = useState({ video: '', account: '', country: '', at: '', knownAt: '' });
  const field = (name: keyof typeof form) => ({
    label: t(`explain.${name}`),
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAsk({ ...form, at: fromLocalInput(form.at), knownAt: fromLocalInput(form.knownAt) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.fields}>
        <TextInput {...field('video')} description={t('explain.videoHint')} required />
        <TextInput {...field('account')} description={t('explain.accountHint')} autoComplete="off" />
        <TextInput {...field('country')} description={t('explain.countryHint')} maxLength={7} />
        <TextInput {...field('at')} type="datetime-local" description={t('explain.atHint', { zone: localZone() })} />
        <TextInput {...field('knownAt')} type="datetime-local" description={t('explain.knownAtHint')} />
      </div>
      <Button type="submit" className={styles.back} loading={isPending}>
        {t('explain.ask')}
      </Button>
    </form>
  );
}
