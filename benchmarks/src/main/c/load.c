// Sends requests on a number of connections, and compares each response.
//
// usage: load PORT REQUEST ANSWER CONNECTIONS MILLISECONDS RATE
//   REQUEST  file with the bytes of the request
//   ANSWER   body of each response
//   RATE     requests per second in all, or 0 to send each as soon as the response to the one
//            before has come. With a rate, latencies count from the time at which a request was
//            due, so that a slow response delays, and does not hide, those behind it
//
// It writes one line: responses per second, and the median, the 99th percentile and the 99.9th of
// the latency in microseconds.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LONGEST (1 << 22)

typedef struct {
  int fd, busy, closing;
  size_t size;
  long due;      // number of the next request of this connection, with a rate
  double begin;  // when the request was sent or due
  char response[4096];
} Connection;

static int port, connections, epoll;
static double start, end, rate;
static char request[8192];
static size_t length;
static const char *answer;
static float latencies[LONGEST];
static long responses;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void fail(const char *what, const Connection *c) {
  fprintf(stderr, "%s: %s: %.*s\n", what, strerror(errno), c ? (int) c->size : 0, c ? c->response : "");
  exit(1);
}

static void open_connection(Connection *c) {
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(c->fd, (struct sockaddr *) &address, sizeof address)) fail("connect", NULL);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
  c->busy = c->closing = 0;
  c->size = 0;
}

static void send_request(Connection *c, double begin) {
  if (c->closing) {
    close(c->fd);
    open_connection(c);
  }
  c->busy = 1;
  c->size = 0;
  c->begin = begin;
  if (send(c->fd, request, length, MSG_NOSIGNAL) != (ssize_t) length) fail("send", c);
}

// Decodes the chunks of a body in place. Returns its length, or -1 if it is not complete.
static long decode(char *body, char *limit) {
  char *out = body, *in = body;
  for (;;) {
    char *line = memmem(in, limit - in, "\r\n", 2);
    if (!line) return -1;
    long size = strtol(in, NULL, 16);
    if (line + 2 + size + 2 > limit) return -1;
    if (!size) return out - body;
    memmove(out, line + 2, size);
    out += size;
    in = line + 2 + size + 2;
  }
}

// Returns whether the response is complete.
static int complete(Connection *c) {
  c->response[c->size] = 0;
  char *body = strstr(c->response, "\r\n\r\n");
  if (!body) return 0;
  body += 4;
  char *limit = c->response + c->size, *field = strcasestr(c->response, "\r\ncontent-length:");
  long size = field && field < body ? atol(field + 17) : -1;
  if (size > limit - body) return 0;
  if (size < 0) {
    char copy[sizeof c->response];
    memcpy(copy, body, limit - body);
    size = decode(copy, copy + (limit - body));
    if (size < 0) return 0;
    memcpy(body, copy, size);
  }
  if (memcmp(c->response + 9, "200", 3) || size != (long) strlen(answer) || memcmp(body, answer, size)) {
    errno = 0;
    fail("wrong response", c);
  }
  field = strcasestr(c->response, "\r\nconnection: close");
  c->closing = field && field < body;
  return 1;
}

// Sends the next request of a connection, if it is due.
static void next(Connection *c, double now) {
  if (now >= end) return;
  if (rate == 0) {
    send_request(c, now);
  } else if (start + c->due / rate <= now) {
    double begin = start + c->due / rate;
    c->due += connections;
    send_request(c, begin);
  }
}

static void receive(Connection *c) {
  ssize_t count = recv(c->fd, c->response + c->size, sizeof c->response - 1 - c->size, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count == 0 && !c->busy) { // closed between two requests
    close(c->fd);
    open_connection(c);
    return;
  }
  if (count <= 0) fail("recv", c);
  c->size += count;
  if (!c->busy || !complete(c)) return;
  double now = seconds();
  c->busy = 0;
  if (now < end) latencies[responses++ % LONGEST] = now - c->begin;
  next(c, now);
}

static int ascending(const void *a, const void *b) {
  float x = *(const float *) a, y = *(const float *) b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  if (count != 7) return 2;
  port = atoi(arguments[1]);
  answer = arguments[3];
  connections = atoi(arguments[4]);
  double duration = atof(arguments[5]) / 1e3;
  rate = atof(arguments[6]);
  FILE *file = fopen(arguments[2], "r");
  if (!file) fail(arguments[2], NULL);
  length = fread(request, 1, sizeof request, file);
  prctl(PR_SET_TIMERSLACK, 1);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  Connection *all = calloc(connections, sizeof *all);
  for (int i = 0; i < connections; i++) {
    open_connection(&all[i]);
    all[i].due = i;
  }
  start = seconds();
  end = start + duration;
  for (int i = 0; i < connections && rate == 0; i++) next(&all[i], start);
  struct epoll_event events[256];
  long fired = 0;
  for (double now = start; now < end; now = seconds()) {
    double until = end;
    for (; rate > 0 && start + fired / rate <= now; fired++) {
      Connection *c = &all[fired % connections];
      if (!c->busy) next(c, now);
    }
    if (rate > 0 && start + fired / rate < until) until = start + fired / rate;
    double wait = until - now > 0 ? until - now : 0;
    struct timespec timeout = {wait, (wait - (long) wait) * 1e9};
    int ready = epoll_pwait2(epoll, events, 256, &timeout, NULL);
    for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
  }
  long kept = responses < LONGEST ? responses : LONGEST;
  if (!kept) fail("no response", NULL);
  qsort(latencies, kept, sizeof *latencies, ascending);
  printf("%.1f %.1f %.1f %.1f\n", responses / duration, latencies[kept / 2] * 1e6,
         latencies[kept * 99 / 100] * 1e6, latencies[kept * 999 / 1000] * 1e6);
  return 0;
}
