import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { TeamMemberView } from '../../../modules/channels/contract';
import { Avatar } from '../../../ui/avatar';
import { formatWhen } from '../../../ui/format-date';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithUndo } from '../../notify/notify';
import { removeFromTeam, setTeamRole, teamQuery } from './channels-api';
import { mayManageTeam, type TeamRole, teamRoles } from './roles';
import styles from './settings.module.css';
import { useOwnChannel } from './use-role';

const choices = teamRoles.map((role) => ({ value: role, label: t(`role.${role}`) }));

export function TeamPage(): ReactElement {
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/settings/team' });
  const team = useQuery(teamQuery(handle));
  const own = useOwnChannel(handle);
  const manages = own !== null && mayManageTeam(own.role);
  return (
    <div className={styles.page}>
      {manages && <InvitePanel handle={handle} />}
      <Panel title={t('team.title')} body={t('team.body')}>
        {team.isPending && <Skeleton height="var(--space-16)" aria-label={t('app.loading')} />}
        {team.isError && <LoadFailure error={team.error} onRetry={() => void team.refetch()} />}
        {team.data && (
          <ul>
            {team.data.map((member) => (
              <MemberRow
                key={member.accountId}
                handle={handle}
                member={member}
                manages={manages && !isOnlyOwner(team.data, member)}
              />
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

// A channel always has an owner.
function isOnlyOwner(team: readonly TeamMemberView[], { role }: TeamMemberView): boolean {
  return role === 'owner' && team.filter((member) => member.role === 'owner').length === 1;
}

function useTeamChange(handle: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ person, role }: { person: string; role: TeamRole | null }) =>
      role ? setTeamRole(handle, person, role) : removeFromTeam(handle, person),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: teamQuery(handle).queryKey }),
  });
}

interface MemberRowProps {
  handle: string;
  member: TeamMemberView;
  manages: boolean;
}

function MemberRow({ handle, member, manages }: MemberRowProps): ReactElement {
  const change = useTeamChange(handle);
  const name = member.displayName;
  const setRole = (role: TeamRole): void =>
    change.mutate(
      { person: member.accountId, role },
      { onSuccess: () => notifyDone(t('team.changed', { name, role: t(`role.${role}`) })) },
    );
  const remove = (): void =>
    change.mutate(
      { person: member.accountId, role: null },
      { onSuccess: () => notifyWithUndo(t('team.removed', { name }), () => setRole(member.role)) },
    );
  return (
    <li className={styles.member}>
      <Avatar url={null} name={name} size={10} />
      <div>
        <div className={styles.label}>{name}</div>
        <div className={styles.hint}>
          {[member.email, t('team.since', { when: formatWhen(member.since) })].filter(Boolean).join(' · ')}
        </div>
      </div>
      {manages ? (
        <>
          <NativeSelect
            aria-label={t('team.role', { name })}
            title={t(`role.${member.role}.may`)}
            value={member.role}
            disabled={change.isPending}
            data={choices}
            onChange={(event) => setRole(event.currentTarget.value as TeamRole)}
          />
          <Button
            variant="default"
            onClick={remove}
            loading={change.isPending}
            aria-label={t('team.removeNamed', { name })}
          >
            {t('team.remove')}
          </Button>
        </>
      ) : (
        <span title={t(`role.${member.role}.may`)}>{t(`role.${member.role}`)}</span>
      )}
    </li>
  );
}

function InvitePanel({ handle }: { handle: string }): ReactElement {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<TeamRole>('editor');
  const change = useTeamChange(handle);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ person: email.trim(), role }, { onSuccess: () => setEmail('') });
  };
  return (
    <Panel title={t('team.add')} body={t('team.addBody')}>
      <form className={styles.invite} onSubmit={submit}>
        <TextInput
          label={t('identity.email')}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('team.newRole')}
          data={choices}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as TeamRole)}
        />
        <Button type="submit" loading={change.isPending} disabled={!email.includes('@')}>
          {t('team.addSubmit')}
        </Button>
      </form>
      <p className={styles.hint}>{t(`role.${role}.may`)}</p>
    </Panel>
  );
}
