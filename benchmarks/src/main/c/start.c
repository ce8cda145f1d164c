// Starts a server and measures the time to its first correct response.
//
// usage: start PORT REQUEST ANSWER CGROUP LOG COMMAND...
//   PORT     port of the server; 0 for a program that ends on its own, which is measured to its end
//   REQUEST  file with the bytes of the request
//   ANSWER   body of the response
//   CGROUP   file cgroup.procs of the cgroup that limits the CPU, or -
//   LOG      file for the output of the server
//
// It writes one line: milliseconds, milliseconds of CPU time until then, and the resident memory in
// kB 300 ms later (of a program that ends: the highest). The port is polled every 0.3 ms.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double millis(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now)) return 0;
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static pid_t child(const char *cgroup, const char *log, char **command) {
  pid_t pid = fork();
  if (pid) return pid;
  setpgid(0, 0);
  if (strcmp(cgroup, "-")) {
    int procs = open(cgroup, O_WRONLY);
    if (procs < 0 || write(procs, "0", 1) < 0) fail(cgroup);
    close(procs);
  }
  int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(out, 1);
  dup2(out, 2);
  execvp(command[0], command);
  fail(command[0]);
  return -1;
}

// Returns whether the server gave a response. Ends the process if it was a wrong one.
static int answered(int port, const char *request, size_t length, const char *answer) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct timeval patience = {20, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int connected = !connect(fd, (struct sockaddr *) &address, sizeof address);
  char response[8192];
  size_t size = 0;
  if (connected && send(fd, request, length, MSG_NOSIGNAL) == (ssize_t) length) {
    ssize_t count;
    while (!(size && memmem(response, size, answer, strlen(answer))) && size < sizeof response
           && (count = recv(fd, response + size, sizeof response - size, 0)) > 0) {
      size += count;
    }
  }
  close(fd);
  if (size == 0) return 0;
  // A server that is not ready yet may refuse.
  if (size > 12 && !memcmp(response + 9, "503", 3)) return 0;
  if (size > 12 && !memcmp(response + 9, "200", 3) && memmem(response, size, answer, strlen(answer))) return 1;
  fprintf(stderr, "wrong response: %.*s\n", (int) size, response);
  return -1;
}

static long resident(pid_t pid) {
  char name[64], line[256];
  long kb = 0;
  snprintf(name, sizeof name, "/proc/%d/status", pid);
  FILE *status = fopen(name, "r");
  while (status && fgets(line, sizeof line, status)) sscanf(line, "VmRSS: %ld", &kb);
  if (status) fclose(status);
  return kb;
}

static int wait_for_end(pid_t pid, double begin) {
  int code;
  struct rusage usage;
  wait4(pid, &code, 0, &usage);
  double cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
               + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
  printf("%.2f %.2f %ld\n", millis(CLOCK_MONOTONIC) - begin, cpu, usage.ru_maxrss);
  return code != 0;
}

static int wait_for_answer(pid_t pid, double begin, int port, const char *request, size_t length, const char *answer) {
  clockid_t cpu;
  int code, right = 0;
  while (!right) {
    if (waitpid(pid, &code, WNOHANG) == pid || millis(CLOCK_MONOTONIC) - begin > 60000) {
      fprintf(stderr, "the server ended or did not answer within a minute\n");
      return 1;
    }
    right = answered(port, request, length, answer);
    if (!right) usleep(300);
  }
  double end = millis(CLOCK_MONOTONIC);
  double used = clock_getcpuclockid(pid, &cpu) ? 0 : millis(cpu);
  usleep(300000);
  if (right > 0) printf("%.2f %.2f %ld\n", end - begin, used, resident(pid));
  return right < 0;
}

int main(int count, char **arguments) {
  if (count < 7) return 2;
  int port = atoi(arguments[1]);
  char request[8192];
  FILE *file = fopen(arguments[2], "r");
  if (!file) fail(arguments[2]);
  size_t length = fread(request, 1, sizeof request, file);
  if (port && answered(port, request, length, arguments[3])) {
    fprintf(stderr, "port %d is in use\n", port);
    return 1;
  }
  double begin = millis(CLOCK_MONOTONIC);
  pid_t pid = child(arguments[4], arguments[5], arguments + 6);
  if (!port) return wait_for_end(pid, begin);
  int failed = wait_for_answer(pid, begin, port, request, length, arguments[3]);
  kill(-pid, SIGKILL);
  waitpid(pid, NULL, 0);
  return failed;
}
