import { Button, type ButtonProps } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { Icon, type IconName } from './icon';

interface CopyButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  value: string;
  label: string;
  copiedLabel: string;
  icon?: IconName;
}

export function CopyButton({
  value,
  label,
  copiedLabel,
  icon = 'copy',
  variant = 'default',
  size,
}: CopyButtonProps): ReactElement {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <Button
      variant={variant}
      size={size}
      leftSection={<Icon name={clipboard.copied ? 'check' : icon} />}
      onClick={() => clipboard.copy(value)}
    >
      <span aria-live="polite">{clipboard.copied ? copiedLabel : label}</span>
    </Button>
  );
}
