package io.kubeless.function;

/**
 * A function that takes an input and returns nothing: 204, or 200 if the request is an event.
 *
 * @param <I> the type that the body is bound to, as in {@link TypedEvent#data()}
 */
@FunctionalInterface
@SuppressWarnings("NullAway") // the only value of Void
public interface VoidHandler<I> extends Handler<TypedEvent<I>, Context> {

  /**
   * Handles one input.
   *
   * @param input the bound body
   * @param context the function and the current call
   * @throws Exception as in {@link Handler#handle}
   */
  void accept(I input, Context context) throws Exception;

  @Override
  default Void handle(TypedEvent<I> event, Context context) throws Exception {
    accept(event.data(), context);
    return null;
  }
}
