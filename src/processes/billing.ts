import { startProcess } from './start-process';

startProcess('billing', ['billing']);
