import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { EmptyState } from '../../../ui/empty-state';
import { Heading } from '../../../ui/heading';
import { Icon, type IconName } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { useFileChooser } from '../uploads/file-chooser';
import styles from './library-empty.module.css';

const steps: readonly { icon: IconName; key: 'one' | 'two' | 'three' }[] = [
  { icon: 'upload', key: 'one' },
  { icon: 'film', key: 'two' },
  { icon: 'world', key: 'three' },
];

/** An empty library teaches the way from a file to a link. */
export function LibraryEmpty({ makes }: { makes: boolean }): ReactElement {
  const choose = useFileChooser();
  if (!makes) return <EmptyState title={t('library.emptyReader.title')} body={t('library.emptyReader.body')} />;
  return (
    <div className={styles.zone}>
      <EmptyState
        title={t('library.empty.title')}
        body={t('library.empty.body')}
        picture={<Icon name="upload" size={48} />}
        actions={
          <Button size="md" onClick={choose}>
            {t('library.empty.choose')}
          </Button>
        }
      />
      <ol className={styles.steps}>
        {steps.map(({ icon, key }) => (
          <li key={key}>
            <Icon name={icon} />
            <Heading level={3} look="section">
              {t(`library.empty.${key}`)}
            </Heading>
            <p>{t(`library.empty.${key}Body`)}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}
