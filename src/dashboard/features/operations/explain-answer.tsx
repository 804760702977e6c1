import type { ReactElement } from 'react';
import { formatMoment } from '../../../ui/format-date';
import { Panel } from '../../../ui/panel';
import { StateBadge } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import type { PastAnswer } from './explain-api';
import styles from './operations.module.css';

export function ExplainAnswer({ answer }: { answer: PastAnswer }): ReactElement {
  const { video, account, asked } = answer;
  const isAllowed = answer.answer.decision === 'allowed';
  const where = asked.country === 'unknown' ? t('explain.nowhere') : asked.country;
  const who = account ? `${account.displayName} (${account.email})` : t('explain.nobody');
  const facts: [name: string, value: string][] = [
    [t('explain.video'), `${video.title} (@${video.channelHandle})`],
    [t('explain.account'), who],
    [t('explain.country'), where],
    [t('explain.at'), formatMoment(asked.at)],
    [t('explain.knownAt'), formatMoment(asked.knownAt)],
  ];
  return (
    <>
      <Panel
        title={t('explain.could')}
        action={
          <StateBadge
            tone={isAllowed ? 'success' : 'danger'}
            label={t(isAllowed ? 'explain.allowed' : 'explain.refused')}
          />
        }
      >
        <p>{answer.summary.could}</p>
        <Reasons answer={answer} />
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t('explain.did')}>
        <p>{answer.summary.did}</p>
        <Lines
          items={answer.sessions.map(({ grantedAt, lastSeenAt, why }) =>
            t('explain.session', { granted: formatMoment(grantedAt), seen: formatMoment(lastSeenAt), why }),
          )}
        />
      </Panel>
      {account && (
        <Panel title={t('explain.held')}>
          <Holdings answer={answer} />
        </Panel>
      )}
      <Panel title={t('explain.sources')}>
        {answer.sources.length === 0 && <p>{t('explain.noSources')}</p>}
        <Lines
          items={answer.sources.map(
            ({ by, detail, from, to }) =>
              `${formatMoment(from)}: ${by.displayName ?? t('explain.goneAccount')} ${detail}${to ? `, ${t('explain.until', { at: formatMoment(to) })}` : ''}.`,
          )}
        />
      </Panel>
    </>
  );
}

function Reasons({ answer: { answer } }: { answer: PastAnswer }): ReactElement {
  const until = answer.until && (
    <p className={styles.muted}>{t('explain.changes', { at: formatMoment(answer.until) })}</p>
  );
  if (answer.decision === 'allowed') return <>{until}</>;
  return (
    <>
      <ul>
        {answer.refusals.map(({ reason, level, teamDetail, windows }) => (
          <li key={`${reason} ${level}`} className={styles.words}>
            <p>{teamDetail}</p>
            <Lines items={windows.map(windowWords)} />
          </li>
        ))}
      </ul>
      {until}
    </>
  );
}

type Refusal = Extract<PastAnswer['answer'], { decision: 'refused' }>['refusals'][number];

function windowWords({ reason, effect, from, until }: Refusal['windows'][number]): string {
  return t(effect === 'allow' ? 'explain.allowWindow' : 'explain.denyWindow', {
    name: reason ?? t('explain.unnamed'),
    from: from ? formatMoment(from) : t('explain.sinceEver'),
    until: until ? formatMoment(until) : t('explain.forEver'),
  });
}

function Holdings({ answer: { role, confirmedAge, entitlements } }: { answer: PastAnswer }): ReactElement {
  const held = entitlements
    .filter(({ thisVideo }) => thisVideo)
    .map(({ source, covers, tierId, from, until, heldThen }) => {
      const span = `${formatMoment(from)} – ${until ? formatMoment(until) : t('explain.forEver')}`;
      const what = t('explain.entitlement', { source, covers: tierId ? `${covers} ${tierId}` : covers, span });
      return heldThen ? what : `${what} ${t('explain.notThen')}`;
    });
  const items = [
    ...(role ? [t('explain.role', { role })] : []),
    ...(confirmedAge === null ? [] : [t('explain.age', { age: confirmedAge })]),
    ...held,
  ];
  return items.length > 0 ? <Lines items={items} /> : <p>{t('explain.nothingHeld')}</p>;
}

function Lines({ items }: { items: readonly string[] }): ReactElement | null {
  if (items.length === 0) return null;
  return (
    <ul className={styles.lines}>
      {items.map((item) => (
        <li key={item} className={styles.words}>
          {item}
        </li>
      ))}
    </ul>
  );
}
