package io.kubeless.function;

/**
 * A function that needs only the data of an event.
 *
 * <pre>{@code
 * public final class Total implements TypedHandler<Order, Receipt> {
 *   @Override
 *   public Receipt apply(Order order, Context context) { return new Receipt(order); }
 * }
 * }</pre>
 *
 * @param <I> the type that the body is bound to, as in {@link TypedEvent#data()}
 * @param <O> the type of the answer, written by the rules of {@link Handler#handle}
 */
@FunctionalInterface
public interface TypedHandler<I, O> extends Handler<TypedEvent<I>, Context> {

  /**
   * Answers one input.
   *
   * @param input the bound body
   * @param context the function and the current call
   * @return the answer, or {@code null} for no body
   * @throws Exception as in {@link Handler#handle}
   */
  O apply(I input, Context context) throws Exception;

  @Override
  default Object handle(TypedEvent<I> event, Context context) throws Exception {
    return apply(event.data(), context);
  }
}
