import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Heading } from '../../../ui/heading';
import { Notice } from '../../../ui/notice';
import { isApiProblem } from '../../api/api';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { handleFreeQuery, myChannelsQuery, openChannel } from './channels-api';
import { handleFault, handleFrom, handleSuggestions } from './handle';
import styles from './open-channel.module.css';

export function OpenChannelPage(): ReactElement {
  const others = useQuery(myChannelsQuery).data?.length ?? 0;
  const title = others > 0 ? t('open.another') : t('open.title');
  usePageTitle(title);
  const [name, setName] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const handle = typed ?? handleFrom(name);
  const opening = useOpening();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!opening.isPending) opening.mutate({ name, handle });
  };
  const problem = isApiProblem(opening.error, 'handle_taken') ? null : formWords(opening.error, ['name', 'handle']);
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <header className={styles.head}>
        <Heading level={1} look="heading">
          {title}
        </Heading>
        <p>{t('open.body')}</p>
      </header>
      {problem && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <TextInput
        label={t('open.name')}
        autoFocus
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldWords(opening.error, 'name')}
      />
      <HandleField handle={handle} onChange={setTyped} error={fieldWords(opening.error, 'handle')} />
      <Button
        type="submit"
        size="md"
        loading={opening.isPending}
        disabled={!name.trim() || handleFault(handle) !== null}
      >
        {t('open.submit')}
      </Button>
    </form>
  );
}

function useOpening() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (body: { name: string; handle: string }) => openChannel(body, `${key}-${body.handle}`),
    onSuccess: async ({ handle }) => {
      await client.invalidateQueries({ queryKey: myChannelsQuery.queryKey });
      await navigate({ to: '/@{$handle}/videos', params: { handle } });
    },
    onError: (_, { handle }) => client.invalidateQueries({ queryKey: handleFreeQuery(handle).queryKey }),
  });
}

interface HandleFieldProps {
  handle: string;
  onChange(handle: string): void;
  error: string | undefined;
}

function HandleField({ handle, onChange, error }: HandleFieldProps): ReactElement {
  const [settled] = useDebouncedValue(handle, 300);
  const fault = handleFault(handle);
  const free = useQuery({ ...handleFreeQuery(settled), enabled: handleFault(settled) === null });
  const known = settled === handle && fault === null ? free.data : undefined;
  const words = fault === 'shape' ? t('handle.shape') : known === false ? t('open.taken', { handle }) : undefined;
  return (
    <div className={styles.handle}>
      <TextInput
        label={t('open.handle')}
        description={t('open.handleHint')}
        leftSection="@"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={30}
        value={handle}
        onChange={(event) => onChange(event.currentTarget.value.toLowerCase().replace(/\s+/g, '-'))}
        error={error ?? words}
      />
      <div className={styles.answer} aria-live="polite">
        {fault === null && known === true && <span className={styles.free}>{t('open.free', { handle })}</span>}
        {fault === null && known === undefined && !free.isError && t('open.checking')}
        {known === true && ` ${t('open.address', { address: `${window.location.host}/@${handle}` })}`}
        {known === false && <Suggestions handle={handle} onChoose={onChange} />}
      </div>
    </div>
  );
}

function Suggestions({ handle, onChoose }: { handle: string; onChoose(handle: string): void }): ReactElement | null {
  const candidates = handleSuggestions(handle);
  const answers = useQueries({ queries: candidates.map((candidate) => handleFreeQuery(candidate)) });
  const free = candidates.filter((_, index) => answers[index]?.data === true);
  if (free.length === 0) return null;
  return (
    <div className={styles.suggestions}>
      <span>{t('open.suggestions')}</span>
      {free.map((candidate) => (
        <Button key={candidate} size="compact-sm" variant="light" onClick={() => onChoose(candidate)}>
          @{candidate}
        </Button>
      ))}
    </div>
  );
}
