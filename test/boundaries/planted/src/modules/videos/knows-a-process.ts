import { composed } from '../../processes/compose';
export const everything = composed;
