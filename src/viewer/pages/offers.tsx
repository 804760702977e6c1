import type { ReactElement } from 'react';
import type { WatchPage } from '../../modules/discovery';
import type { RemedyView } from '../../modules/playback/contract';
import { moneyText, pricesText, rentalText } from '../../modules/playback/contract-words';
import { messages } from '../messages';

/** What can be had for money. */
export type Offer = Extract<RemedyView, { kind: 'subscribe' | 'buy' | 'buy_ticket' }>;

export function isOffer(remedy: RemedyView): remedy is Offer {
  return remedy.kind === 'subscribe' || remedy.kind === 'buy' || remedy.kind === 'buy_ticket';
}

interface OffersProps {
  offers: readonly Offer[];
  channel: WatchPage['video']['channel'];
}

/** One card each; all lead to the channel, for it sells nothing on this page. */
export function Offers({ offers, channel }: OffersProps): ReactElement {
  return (
    <div className="offers">
      <ul className="offer-cards">
        {offers.map((offer) => {
          const { name, price } = wordsOf(offer);
          return (
            <li key={`${offer.kind} ${name} ${price}`}>
              <a className="offer" href={`/@${channel.handle}`}>
                <strong>{name}</strong>
                <span>{price}</span>
              </a>
            </li>
          );
        })}
      </ul>
      <p className="refused-aside">{messages.refused.notOnSale}</p>
    </div>
  );
}

function wordsOf(offer: Offer): { name: string; price: string } {
  if (offer.kind === 'subscribe') return { name: offer.name, price: pricesText(offer.prices) };
  if (offer.kind === 'buy_ticket') return { name: messages.refused.ticket, price: moneyText(offer.price) };
  const name = offer.rentalHours === null ? messages.refused.buy : messages.refused.rent;
  return { name, price: `${moneyText(offer.price)} ${rentalText(offer.rentalHours)}` };
}
