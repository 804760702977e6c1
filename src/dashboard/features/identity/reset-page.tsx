import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { isApiProblem } from '../../api/api';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { notifyDone } from '../../notify/notify';
import { DoorAnswer, DoorForm } from './door-form';
import { meQuery, requestReset, resetPassword } from './identity-api';

/** Asks for the link, or takes the new password where the link leads. */
export function ResetPage(): ReactElement {
  usePageTitle(t('forgot.title'));
  const { token } = useSearch({ from: '/doors/reset' });
  return token ? <ChoosePassword token={token} /> : <AskForLink />;
}

function AskForLink(): ReactElement {
  const [email, setEmail] = useState('');
  const asking = useMutation({ mutationFn: requestReset });
  const back = <Link to="/sign-in">{t('forgot.back')}</Link>;
  if (asking.isSuccess) {
    return <DoorAnswer title={t('forgot.sent.title')} body={t('forgot.sent.body', { email })} action={back} />;
  }
  return (
    <DoorForm
      title={t('forgot.title')}
      body={t('forgot.body')}
      problem={formWords(asking.error, ['email'])}
      submit={t('forgot.submit')}
      pending={asking.isPending}
      onSubmit={() => asking.mutate(email)}
      foot={back}
    >
      <TextInput
        label={t('identity.email')}
        type="email"
        autoComplete="email"
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={fieldWords(asking.error, 'email')}
      />
    </DoorForm>
  );
}

function ChoosePassword({ token }: { token: string }): ReactElement {
  const [password, setPassword] = useState('');
  const navigate = useNavigate();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: resetPassword,
    onSuccess: () => {
      client.setQueryData(meQuery.queryKey, null);
      notifyDone(t('reset.done'));
      return navigate({ to: '/sign-in' });
    },
  });
  if (isApiProblem(saving.error, 'link_expired')) {
    const action = (
      <Button component={Link} to="/reset">
        {t('forgot.submit')}
      </Button>
    );
    return <DoorAnswer title={t('reset.broken.title')} body={t('reset.broken.body')} action={action} />;
  }
  return (
    <DoorForm
      title={t('reset.title')}
      problem={formWords(saving.error, ['password'])}
      submit={t('reset.submit')}
      pending={saving.isPending}
      onSubmit={() => saving.mutate({ token, password })}
    >
      <PasswordInput
        label={t('identity.newPassword')}
        description={t('identity.passwordHint')}
        autoComplete="new-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={fieldWords(saving.error, 'password')}
      />
    </DoorForm>
  );
}
