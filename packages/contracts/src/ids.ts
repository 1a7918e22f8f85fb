import * as z from 'zod';

const id = <const Brand extends string>(brand: Brand) =>
  z
    .uuid()
    .brand<Brand>()
    .meta({ description: `${brand} (UUIDv7)` });

export const UserId = id('UserId');
export type UserId = z.infer<typeof UserId>;
export const AddressId = id('AddressId');
export type AddressId = z.infer<typeof AddressId>;
export const ProductId = id('ProductId');
export type ProductId = z.infer<typeof ProductId>;
export const ImageId = id('ImageId');
export type ImageId = z.infer<typeof ImageId>;
export const ReviewId = id('ReviewId');
export type ReviewId = z.infer<typeof ReviewId>;
export const CartId = id('CartId');
export type CartId = z.infer<typeof CartId>;
export const CartItemId = id('CartItemId');
export type CartItemId = z.infer<typeof CartItemId>;
export const PromotionId = id('PromotionId');
export type PromotionId = z.infer<typeof PromotionId>;
export const InventoryId = id('InventoryId');
export type InventoryId = z.infer<typeof InventoryId>;
export const ReservationId = id('ReservationId');
export type ReservationId = z.infer<typeof ReservationId>;
export const OrderId = id('OrderId');
export type OrderId = z.infer<typeof OrderId>;
export const OrderItemId = id('OrderItemId');
export type OrderItemId = z.infer<typeof OrderItemId>;
export const PaymentId = id('PaymentId');
export type PaymentId = z.infer<typeof PaymentId>;
export const RefundId = id('RefundId');
export type RefundId = z.infer<typeof RefundId>;
export const EventId = id('EventId');
export type EventId = z.infer<typeof EventId>;
