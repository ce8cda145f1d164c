package io.kubeless.function;

/**
 * A function from an input to an output, for those who need no more of the event than its data.
 *
 * <pre>{@code
 * public final class Total implements TypedHandler<Order, Receipt> {
 *   @Override
 *   public Receipt apply(Order order, Context context) { return new Receipt(order); }
 * }
 * }</pre>
 *
 * @param <I> what the body of an event is bound to, as in {@link TypedEvent#data()}
 * @param <O> what is answered, written as {@link Handler#handle} says
 */
@FunctionalInterface
public interface TypedHandler<I, O> extends Handler<TypedEvent<I>, Context> {

  /**
   * Answers one input.
   *
   * @param input the bound body
   * @param context the function's own circumstances
   * @return the answer, or {@code null} for none
   * @throws Exception as in {@link Handler#handle}
   */
  O apply(I input, Context context) throws Exception;

  @Override
  default Object handle(TypedEvent<I> event, Context context) throws Exception {
    return apply(event.data(), context);
  }
}
