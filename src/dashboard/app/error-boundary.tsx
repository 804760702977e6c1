import { Button } from '@mantine/core';
import { Component, type ReactElement, type ReactNode } from 'react';
import { EmptyState } from '../../ui/empty-state';
import { t } from '../messages/translate';

interface State {
  broken: boolean;
}

/** The last resort: anything that threw while being drawn. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Crash onReload={() => window.location.reload()} /> : this.props.children;
  }
}

export function Crash({ onReload }: { onReload(): void }): ReactElement {
  return (
    <div role="alert">
      <EmptyState
        level={1}
        title={t('error.crash.title')}
        body={t('error.crash.body')}
        actions={<Button onClick={onReload}>{t('action.reload')}</Button>}
      />
    </div>
  );
}
