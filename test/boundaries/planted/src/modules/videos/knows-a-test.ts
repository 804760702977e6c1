import { film } from '../../../test/film';
export const borrowed = film;
