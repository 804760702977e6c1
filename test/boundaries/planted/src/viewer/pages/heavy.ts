import { Button } from '@mantine/core';
export const heavy = Button;
