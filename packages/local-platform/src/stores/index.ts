export { manageRabbitmq } from './rabbitmq-administration.ts';
export { serverUrl, type StoreParts } from './store.ts';
export { storeNames, storeOf, type StoreName } from './stores.ts';
