import type { ReactElement, ReactNode } from 'react';
import { Icon } from '../../ui/icon';
import { WordMark } from '../../ui/mark';
import { messages } from '../messages';

interface SiteFrameProps {
  signedIn: boolean;
  children: ReactNode;
}

/** Header, content, footer: around every page but the embed. */
export function SiteFrame({ signedIn, children }: SiteFrameProps): ReactElement {
  return (
    <>
      <a className="skip-link" href="#content">
        {messages.skipToContent}
      </a>
      <header className="site-header">
        <a className="site-home" href="/" aria-label={messages.homeLink}>
          <WordMark size={26} />
        </a>
        <nav className="site-nav" aria-label={messages.siteNavigation}>
          <button type="button" className="icon-button" data-theme-switch aria-label={messages.changeTheme}>
            <Icon name="moon" />
          </button>
          <a className="button button-quiet" href="/studio">
            {signedIn ? messages.studio : messages.signIn}
          </a>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="site-footer">{messages.footer}</footer>
    </>
  );
}
