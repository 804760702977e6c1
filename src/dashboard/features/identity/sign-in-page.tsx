import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { Notice } from '../../../ui/notice';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { DoorForm } from './door-form';
import { signIn } from './identity-api';
import { useArrive } from './use-arrive';

export function SignInPage(): ReactElement {
  usePageTitle(t('signIn.title'));
  const from = useSearch({ from: '/doors/sign-in' });
  const arrive = useArrive();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const entering = useMutation({ mutationFn: signIn, onSuccess: (me) => arrive(me, from) });
  return (
    <DoorForm
      title={t('signIn.title')}
      notice={from.next && !entering.error ? <Notice tone="neutral">{t('signIn.again')}</Notice> : null}
      problem={formWords(entering.error, ['email', 'password'])}
      submit={t('signIn.submit')}
      pending={entering.isPending}
      onSubmit={() => entering.mutate({ email, password })}
      foot={
        <>
          <span>
            {t('signIn.instead')}{' '}
            <Link to="/sign-up" search={from}>
              {t('signUp.submit')}
            </Link>
          </span>
          <Link to="/reset">{t('signIn.forgot')}</Link>
        </>
      }
    >
      <TextInput
        label={t('identity.email')}
        type="email"
        autoComplete="email"
        required
        withAsterisk={false}
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={fieldWords(entering.error, 'email')}
      />
      <PasswordInput
        label={t('identity.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={fieldWords(entering.error, 'password')}
      />
    </DoorForm>
  );
}
