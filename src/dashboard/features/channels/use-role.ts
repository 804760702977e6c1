import { useQuery } from '@tanstack/react-query';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { myChannelsQuery } from './channels-api';

/** The channel of this handle among one's own; null while unknown, or where one is not on its team. */
export function useOwnChannel(handle: string): OwnChannelView | null {
  const { data } = useQuery(myChannelsQuery);
  return data?.find((channel) => channel.handle === handle) ?? null;
}
