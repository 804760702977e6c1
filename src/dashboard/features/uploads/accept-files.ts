import { t } from '../../messages/translate';
import { notifyDone } from '../../notify/notify';

/** Leaves out what holds nothing, and says so. Whether it is a film the server finds out. */
export function acceptFiles(files: readonly File[]): File[] {
  for (const { name } of files.filter(({ size }) => size === 0)) notifyDone(t('drop.empty', { name }));
  return files.filter(({ size }) => size > 0);
}
