import { Button, Skeleton, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { EmptyState } from '../../../ui/empty-state';
import { Icon } from '../../../ui/icon';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { mayMake } from '../channels/roles';
import { useOwnChannel } from '../channels/use-role';
import { entitlementsQuery } from './entitlements-api';
import { GiveForm } from './give-form';
import styles from './people.module.css';
import { PeopleTable } from './people-table';

/** Who holds a right to watch; givers and takers are owners and editors. */
export function PeoplePage(): ReactElement {
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/rights/people' });
  const own = useOwnChannel(handle);
  if (!own) return <Skeleton height="calc(var(--space-24) * 3)" aria-label={t('app.loading')} />;
  if (!mayMake(own.role))
    return <EmptyState title={t('people.noPermission.title')} body={t('people.noPermission.body')} />;
  return <People key={handle} handle={handle} />;
}

const restMs = 250;

function People({ handle }: { handle: string }): ReactElement {
  const [typed, setTyped] = useState('');
  const q = useRested(typed.trim());
  const [gives, setGives] = useState(false);
  const give = (
    <Button leftSection={<Icon name="add" size={16} />} onClick={() => setGives(true)}>
      {t('people.give')}
    </Button>
  );
  return (
    <div className={styles.page}>
      {gives && <GiveForm handle={handle} onClose={() => setGives(false)} />}
      <Panel title={t('people.title')} body={t('people.body')} action={gives ? undefined : give}>
        <TextInput
          type="search"
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          maxLength={254}
          leftSection={<Icon name="search" size={18} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Holders handle={handle} q={q} />
      </Panel>
    </div>
  );
}

function Holders({ handle, q }: { handle: string; q: string }): ReactElement {
  const people = useInfiniteQuery(entitlementsQuery(handle, q));
  if (people.isPending) return <Skeleton height="calc(var(--space-24) * 2)" aria-label={t('app.loading')} />;
  if (people.isError && !people.data) return <LoadFailure error={people.error} onRetry={() => void people.refetch()} />;
  const held = people.data.pages.flatMap(({ items }) => items);
  if (held.length === 0 && q) return <EmptyState title={t('people.none.title')} body={t('people.none.body')} />;
  if (held.length === 0)
    return (
      <EmptyState
        title={t('people.empty.title')}
        body={t('people.empty.body')}
        picture={<Icon name="person" size={48} />}
      />
    );
  return (
    <>
      <PeopleTable handle={handle} held={held} />
      {people.hasNextPage && (
        <div>
          <Button variant="default" loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
            {t('people.more')}
          </Button>
        </div>
      )}
    </>
  );
}

/** What was typed, once typing rests. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
