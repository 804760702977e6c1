import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ChangeEvent, type ReactElement, useState } from 'react';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { DoorForm } from './door-form';
import { signUp } from './identity-api';
import { useArrive } from './use-arrive';

const fields = ['displayName', 'email', 'password'];

type Form = Record<'displayName' | 'email' | 'password', string>;

export function SignUpPage(): ReactElement {
  usePageTitle(t('signUp.title'));
  const from = useSearch({ from: '/doors/sign-up' });
  const arrive = useArrive();
  const [form, setForm] = useState<Form>({ displayName: '', email: '', password: '' });
  const entering = useMutation({ mutationFn: signUp, onSuccess: (me) => arrive(me, from) });
  const field = (name: keyof Form) => ({
    required: true,
    withAsterisk: false,
    value: form[name],
    onChange: (event: ChangeEvent<HTMLInputElement>) => setForm({ ...form, [name]: event.currentTarget.value }),
    error: fieldWords(entering.error, name),
  });
  return (
    <DoorForm
      title={t('signUp.title')}
      problem={formWords(entering.error, fields)}
      submit={t('signUp.submit')}
      pending={entering.isPending}
      onSubmit={() => entering.mutate(form)}
      foot={
        <span>
          {t('signUp.instead')}{' '}
          <Link to="/sign-in" search={from}>
            {t('signIn.submit')}
          </Link>
        </span>
      }
    >
      <TextInput
        label={t('identity.displayName')}
        description={t('identity.displayNameHint')}
        autoComplete="name"
        autoFocus
        maxLength={80}
        {...field('displayName')}
      />
      <TextInput label={t('identity.email')} type="email" autoComplete="email" {...field('email')} />
      <PasswordInput
        label={t('identity.password')}
        description={t('identity.passwordHint')}
        autoComplete="new-password"
        {...field('password')}
      />
    </DoorForm>
  );
}
