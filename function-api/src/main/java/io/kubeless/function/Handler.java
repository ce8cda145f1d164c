package io.kubeless.function;

/**
 * A function. It is called once for each event, and returns the answer.
 *
 * <pre>{@code
 * public final class Hello implements Handler<Event, Context> {
 *   @Override
 *   public String handle(Event event, Context context) {
 *     return "hello " + event.text();
 *   }
 * }
 * }</pre>
 *
 * <p>The class must be public and concrete, and have a public constructor without parameters. The
 * runtime creates one instance before the process reports ready, and calls {@link #handle} from
 * many threads at the same time.
 *
 * @param <E> {@link Event}, or {@link TypedEvent} of the type that the body is bound to
 * @param <C> {@link Context}
 */
@FunctionalInterface
public interface Handler<E extends Event, C extends Context> {

  /**
   * Answers one event. Declare the narrowest return type: it determines how the answer is written,
   * and whether the image needs JSON.
   *
   * <table>
   * <caption>How a returned value is written</caption>
   * <tr><th>returned</th><th>over HTTP</th></tr>
   * <tr><td>{@code null}</td><td>204; 200 if the request is an event</td></tr>
   * <tr><td>{@code String}</td><td>{@code text/plain; charset=utf-8}</td></tr>
   * <tr><td>{@code byte[]}, {@code InputStream}</td><td>{@code application/octet-stream}</td></tr>
   * <tr><td>{@link Response}</td><td>its status and headers, and its body by these rules</td></tr>
   * <tr><td>{@code CompletionStage}</td><td>its result, by these rules</td></tr>
   * <tr><td>{@code Optional}</td><td>its value by these rules; 404 if it is empty</td></tr>
   * <tr><td>{@code Throwable}</td><td>as if it had been thrown</td></tr>
   * <tr><td>any other object</td><td>{@code application/json}</td></tr>
   * </table>
   *
   * @param event the event
   * @param context the function and the current call
   * @return the answer, or {@code null} for no body
   * @throws HttpException to answer with a status of the handler's choice, also if a {@code
   *     CompletionException} or an {@code ExecutionException} wraps it
   * @throws RetryableException to ask the sender to try again, also if it is wrapped
   * @throws Exception for any other failure: the sender gets 500 and an id, never the message
   */
  Object handle(E event, C context) throws Exception;

  /**
   * Prepares the function, for example by opening a client. It is called once, before the process
   * reports ready. If it throws an exception, the process logs the reason and exits.
   *
   * @param context the function; there is no current call
   * @throws Exception if the function cannot start
   */
  default void onStart(C context) throws Exception {}

  /**
   * Releases what {@link #onStart} opened. It is called once when the process is stopped, after the
   * last call has ended, and has at least three seconds. It is not called while a call is still
   * running after its timeout, nor after {@link System#exit}.
   *
   * @param context the function; there is no current call
   * @throws Exception for a failure, which is logged; the process ends in any case
   */
  default void onStop(C context) throws Exception {}
}
