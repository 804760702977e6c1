import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Notice } from '../../../ui/notice';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem } from '../../notify/notify';
import { meQuery, resendVerification } from './identity-api';

export function VerifyNotice(): ReactElement | null {
  const { data: me } = useQuery(meQuery);
  const email = me?.email ?? '';
  const sending = useMutation({
    mutationFn: resendVerification,
    onSuccess: () => notifyDone(t('verify.resent', { email })),
    onError: notifyProblem,
  });
  if (!me || me.emailVerified) return null;
  const resend = (
    <Button size="xs" variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
      {t('verify.resend')}
    </Button>
  );
  return (
    <Notice tone="accent" actions={resend}>
      {t('verify.banner', { email })}
    </Notice>
  );
}
