import type { EndpointResult, paymentsApi } from '@arcade/contracts';

export interface UnreadWebhook {
  readonly provider: string;
  readonly eventId: string;
  readonly type: string;
  readonly reason: string;
  /** As it came. */
  readonly body: string;
}

/** Webhooks with the provider's signature that we could not understand. Sending them again would change nothing. */
export interface UnreadWebhooks {
  /** False when it is kept already. */
  keep(webhook: UnreadWebhook): Promise<boolean>;
  list(
    provider: string,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<EndpointResult<typeof paymentsApi.listUnreadWebhooks>>;
  /** False when there is none of this id. */
  dismiss(provider: string, eventId: string): Promise<boolean>;
}
