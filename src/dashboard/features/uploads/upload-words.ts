import { formatBytes } from '../../../ui/format-bytes';
import { formatWait } from '../../../ui/format-duration';
import type { Tone } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import { etaSeconds, type TransferProblem, type UploadItem } from './upload-state';

/** What a list says of a video whose file is not here yet. */
export function uploadState(item: UploadItem): { tone: Tone; label: string; detail: string } {
  const detail = item.phase === 'needs-file' ? safeWords(item) : uploadDetail(item);
  switch (item.phase) {
    case 'paused':
      return { tone: 'neutral', label: t('upload.state.paused'), detail };
    case 'needs-file':
      return { tone: 'warning', label: t('upload.state.needsFile'), detail };
    case 'waiting':
      return { tone: 'warning', label: t('upload.state.waiting'), detail };
    case 'failed':
      return { tone: 'danger', label: t('upload.state.failed'), detail };
    default:
      return { tone: 'accent', label: t('upload.state.sending'), detail };
  }
}

/** One line on how far a file is, what holds it, and what is safe. */
export function uploadDetail(item: UploadItem, now: number = Date.now()): string {
  const sent = formatBytes(item.sentBytes);
  const total = formatBytes(item.totalBytes);
  switch (item.phase) {
    case 'preparing':
      return t('item.preparing');
    case 'queued':
      return t('item.queued');
    case 'paused':
      return t('item.pausedAt', { sent, total });
    case 'sent':
      return t('item.sent');
    case 'needs-file':
      return t('item.needsFile', { sent, total, file: item.fileName });
    case 'failed':
      return failureWords(item.problem);
    case 'waiting':
      return waitingWords(item, now);
    case 'sending':
      return sendingWords(item, sent, total);
  }
}

function safeWords({ sentBytes, totalBytes }: UploadItem): string {
  return t('item.needsFileShort', { sent: formatBytes(sentBytes), total: formatBytes(totalBytes) });
}

function sendingWords(item: UploadItem, sent: string, total: string): string {
  const speed = item.bytesPerSecond ? [t('item.speed', { speed: formatBytes(item.bytesPerSecond) })] : [];
  const left = etaSeconds(item);
  const wait = left === null ? [] : [t('time.left', { time: formatWait(left) })];
  return [t('item.sending', { sent, total }), ...speed, ...wait].join(' · ');
}

function waitingWords(item: UploadItem, now: number): string {
  if (item.problem?.code === 'offline') return t('item.waiting.offline');
  const seconds = ((item.retryAt ?? now) - now) / 1000;
  if (seconds <= 0) return t('item.waiting.now');
  return t('item.waiting.server', { time: formatWait(seconds) });
}

function failureWords(problem: TransferProblem | null): string {
  switch (problem?.status) {
    case 401:
      return t('item.failed.unauthenticated');
    case 403:
      return problem.detail ?? t('item.failed.forbidden');
    case 404:
      return t('item.failed.notFound');
    case 410:
      return t('item.failed.gone');
    default:
      return problem?.detail ?? t('item.failed');
  }
}
