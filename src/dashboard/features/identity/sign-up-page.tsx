import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { fieldWords, formWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { DoorForm } from './door-form';
import { signUp } from './identity-api';
import { useArrive } from './use-arrive';

const fields = ['displayName', 'email', 'password'];

export function SignUpPage(): ReactElement {
  usePageTitle(t('signUp.title'));
  const arrive = useArrive();
  const [form, setForm] = useState({ displayName: '', email: '', password: '' });
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: event.currentTarget.value });
  const entering = useMutation({ mutationFn: signUp, onSuccess: (me) => arrive(me, undefined) });
  return (
    <DoorForm
      title={t('signUp.title')}
      problem={formWords(entering.error, fields)}
      submit={t('signUp.submit')}
      pending={entering.isPending}
      onSubmit={() => entering.mutate(form)}
      foot={
        <span>
          {t('signUp.instead')} <Link to="/sign-in">{t('signIn.submit')}</Link>
        </span>
      }
    >
      <TextInput
        label={t('identity.displayName')}
        description={t('identity.displayNameHint')}
        autoComplete="name"
        required
        withAsterisk={false}
        autoFocus
        maxLength={80}
        value={form.displayName}
        onChange={set('displayName')}
        error={fieldWords(entering.error, 'displayName')}
      />
      <TextInput
        label={t('identity.email')}
        type="email"
        autoComplete="email"
        required
        withAsterisk={false}
        value={form.email}
        onChange={set('email')}
        error={fieldWords(entering.error, 'email')}
      />
      <PasswordInput
        label={t('identity.password')}
        description={t('identity.passwordHint')}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={form.password}
        onChange={set('password')}
        error={fieldWords(entering.error, 'password')}
      />
    </DoorForm>
  );
}
