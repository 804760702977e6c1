import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { EntitlementView } from '../../../modules/rights/contract';
import { Avatar } from '../../../ui/avatar';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithUndo } from '../../notify/notify';
import { personName, whatWords, whenWords } from './entitlement-words';
import { entitlementsKey, giveAgain, takeBackEntitlement } from './entitlements-api';
import styles from './people.module.css';

interface PeopleTableProps {
  handle: string;
  held: readonly EntitlementView[];
}

export function PeopleTable({ handle, held }: PeopleTableProps): ReactElement {
  const takeBack = useTakeBack(handle);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('people.column.who')}</th>
          <th scope="col">{t('people.column.what')}</th>
          <th scope="col">{t('people.column.when')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('people.column.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {held.map((each) => (
          <HolderRow key={each.id} held={each} onTakeBack={() => takeBack(each)} />
        ))}
      </tbody>
    </table>
  );
}

function HolderRow({ held, onTakeBack }: { held: EntitlementView; onTakeBack(): void }): ReactElement {
  const name = personName(held);
  const what = whatWords(held);
  const over = held.until !== null && Date.parse(held.until) <= Date.now();
  return (
    <tr data-over={over || undefined}>
      <th scope="row">
        <span className={styles.who}>
          <Avatar url={null} name={name} size={8} />
          <span>{name}</span>
        </span>
      </th>
      <td>
        {what}
        {held.note && <p className={styles.note}>{held.note}</p>}
      </td>
      <td className={styles.when}>{whenWords(held, Date.now())}</td>
      <td className={styles.verbs}>
        {held.byHand && !over && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('people.takeBackNamed', { name, what })}
            onClick={onTakeBack}
          >
            {t('people.takeBack')}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Takes back what was given by hand, with the way back. */
function useTakeBack(handle: string): (held: EntitlementView) => void {
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: entitlementsKey(handle) });
  const again = useMutation({
    mutationFn: ({ id }: EntitlementView) => giveAgain(handle, id, crypto.randomUUID()),
    onSuccess: (given) => notifyDone(t('people.given', { name: personName(given) })),
    onError: notifyProblem,
    onSettled: refresh,
  });
  const { mutate } = useMutation({
    mutationFn: ({ id }: EntitlementView) => takeBackEntitlement(handle, id),
    onSuccess: (_, held) => {
      const said = t('people.tookBack', { name: personName(held) });
      notifyWithUndo(said, () => again.mutate(held));
    },
    onError: notifyProblem,
    onSettled: refresh,
  });
  return mutate;
}
