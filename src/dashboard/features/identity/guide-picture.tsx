import type { ReactElement } from 'react';
import styles from './doors.module.css';

const top = 170;
const rowPitch = 34;
const thickness = 16;
const playHead = 372;

// Slots of a programme guide, row by row: row, where it begins, how long it runs.
const slots = `
  0 -40 190, 0 166 120, 0 302 240, 0 558 120,
  1 30 110, 1 156 260, 1 432 90, 1 538 200,
  2 -60 150, 2 106 90, 2 212 320, 2 548 110,
  3 60 210, 3 286 130, 3 432 260,
  4 -20 300, 4 296 180, 4 492 150`
  .split(',')
  .map((slot) => slot.trim().split(' ').map(Number) as [row: number, start: number, length: number]);

/** The mark, grown into a programme guide with its play head; decoration. */
export function GuidePicture(): ReactElement {
  return (
    <svg className={styles.guide} viewBox="0 0 640 720" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {slots.map(([row, start, length]) => (
        <rect
          key={`${row}:${start}`}
          className={start <= playHead && playHead <= start + length ? styles.slotLit : styles.slot}
          x={start}
          y={top + row * rowPitch}
          width={length}
          height={thickness}
          rx={thickness / 2}
        />
      ))}
      <line
        className={styles.head}
        x1={playHead}
        x2={playHead}
        y1={146}
        y2={346}
        strokeWidth={2}
        strokeLinecap="round"
      />
    </svg>
  );
}
