import { Button, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { isApiProblem } from '../../api/api';
import { problemWords } from '../../api/problem-words';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { DoorAnswer } from './door-form';
import { meQuery, verifyEmail } from './identity-api';

/** Where the link in the first mail leads. */
export function VerifyPage(): ReactElement {
  usePageTitle(t('verify.working'));
  const { token = '' } = useSearch({ from: '/doors/verify' });
  const client = useQueryClient();
  // A link works once, so it is a query that never runs twice, whatever remounts the page.
  const verification = useQuery({
    queryKey: ['verify', token],
    queryFn: async () => {
      await verifyEmail(token);
      return true;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  useEffect(() => {
    if (verification.isSuccess) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [verification.isSuccess, client]);
  const go = (
    <Button component={Link} to="/">
      {t('verify.go')}
    </Button>
  );
  if (verification.isPending) return <Loader aria-label={t('verify.working')} />;
  if (verification.isSuccess) {
    return <DoorAnswer title={t('verify.done.title')} body={t('verify.done.plain')} action={go} />;
  }
  const expired = isApiProblem(verification.error, 'link_expired');
  const body = expired ? t('verify.broken.body') : problemWords(verification.error);
  return <DoorAnswer title={t('verify.broken.title')} body={body} action={go} />;
}
