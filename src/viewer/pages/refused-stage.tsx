import type { ReactElement } from 'react';
import type { Refusal } from '../../modules/access';
import type { RefusalView } from '../../modules/playback/contract';
import { endedWords, inWords, waitWords } from '../../modules/playback/contract-words';
import { messages } from '../messages';
import { LocalTime } from './local-time';
import { Opening, Remedies, type RemediesProps, watchHref } from './remedies';

interface RefusedStageProps extends Omit<RemediesProps, 'refusal'> {
  /** Every reason; the first one speaks, the others are named below it. */
  refusals: readonly Refusal[];
  heading: 'h1' | 'h2';
  /** In a frame on another site: what changes anything is done on ours. */
  framed?: boolean;
}

/** Where the film would be: its poster in the dark, every reason, and what would let the viewer in. */
export function RefusedStage({
  refusals,
  heading: Heading,
  framed = false,
  ...props
}: RefusedStageProps): ReactElement {
  const { posterUrl } = props.video;
  const [first, ...others] = eachOnce(refusals.map(inWords));
  return (
    <section className="player refused" data-refused={first?.reason}>
      {posterUrl && <img className="player-poster" src={posterUrl} alt="" decoding="async" />}
      <div className="refused-words">
        <Heading className="refused-title">{first?.title ?? messages.videoNotFound.title}</Heading>
        {first && <Reason refusal={first} framed={framed} {...props} />}
        {others.length > 0 && (
          <div className="refused-others">
            <p>{messages.refused.also}</p>
            <ul>
              {others.map((refusal) => (
                <li key={`${refusal.reason} ${refusal.detail}`}>
                  <strong>{refusal.title}</strong>
                  <Reason refusal={refusal} framed={framed} {...props} />
                </li>
              ))}
            </ul>
          </div>
        )}
        {framed && <OnOurSite video={props.video} />}
      </div>
    </section>
  );
}

function Reason({ framed, ...props }: RemediesProps & { framed: boolean }): ReactElement {
  const { detail, endedAt, reason, remedies } = props.refusal;
  return (
    <>
      <p>{detail}</p>
      {endedAt && (
        <p>
          {endedWords(reason)} <LocalTime at={endedAt} show="day" />.
        </p>
      )}
      {!framed && <Remedies {...props} />}
      {framed && remedies.map((remedy) => openingOf(props.refusal, remedy))}
    </>
  );
}

function openingOf({ reason }: RefusalView, remedy: RefusalView['remedies'][number]): ReactElement | null {
  return remedy.kind === 'wait_until' ? <Opening key={remedy.at} at={remedy.at} before={waitWords(reason)} /> : null;
}

// Two levels may refuse in the same words.
function eachOnce(refusals: readonly RefusalView[]): RefusalView[] {
  return [...new Map(refusals.map((refusal) => [`${refusal.reason} ${refusal.detail}`, refusal])).values()];
}

function OnOurSite({ video }: Pick<RemediesProps, 'video'>): ReactElement {
  return (
    <a className="button" href={watchHref(video)} target="_blank" rel="noopener">
      {messages.refused.onOurSite}
    </a>
  );
}
