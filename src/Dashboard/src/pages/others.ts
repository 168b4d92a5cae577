/** Every view but the first one. */
export { Audit } from './Audit';
export { Compare } from './Compare';
export { Data } from './Data';
export { Item } from './Item';
export { Keys } from './Keys';
export { Nodes } from './Nodes';
export { Online } from './Online';
export { Run } from './Run';
export { Runs } from './Runs';
export { Schedules } from './Schedules';
export { Snapshots } from './Snapshots';
export { TryIt } from './TryIt';
export { Webhooks } from './Webhooks';
