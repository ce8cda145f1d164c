package io.kubeless.function;

/**
 * A function that takes an input and answers nothing: 204, or 200 when the request is an event.
 *
 * @param <I> what the body of an event is bound to, as in {@link TypedEvent#data()}
 */
@FunctionalInterface
@SuppressWarnings("NullAway") // the only value of Void
public interface VoidHandler<I> extends Handler<TypedEvent<I>, Context> {

  /**
   * Takes one input.
   *
   * @param input the bound body
   * @param context the function's own circumstances
   * @throws Exception as in {@link Handler#handle}
   */
  void accept(I input, Context context) throws Exception;

  @Override
  default Void handle(TypedEvent<I> event, Context context) throws Exception {
    accept(event.data(), context);
    return null;
  }
}
