/*
 * relaybench: clients and servers to load a TCP proxy with, on loopback only.
 *
 * Servers, which run until they are ended:
 *   relaybench server --port P --serve close|echo|source [--sni NAME] [--bytes N]
 *       close   takes the opening, answers N bytes and closes
 *       echo    takes the opening, answers one byte, then echoes
 *       source  takes the opening, then sends until the peer leaves
 *   relaybench drain --port P --file F
 *       appends the datagrams that come in to a file: somewhere for syslog to go
 *
 * Clients, which print one line of JSON:
 *   relaybench connrate --port P --conns C --secs T --bytes N   sessions that end after N bytes, one after another
 *   relaybench rate     --port P --conns C --secs T --bytes N --rate R   the same, started on a schedule
 *   relaybench requests --port P --conns C --secs T --rate R --host NAME   GETs on a schedule, over C kept connections
 *   relaybench pingpong --port P --conns C --secs T --bytes N   N bytes there and back, over and over
 *   relaybench bulk     --port P --conns C --secs T             download
 *   relaybench idle     --port P --conns C --secs T             sessions that stay open and do nothing
 *   relaybench first    --port P --secs T --bytes N             tries until one session gets its answer
 *
 * Every session opens with a TLS 1.3 ClientHello for --sni NAME, with a GET for --host NAME, or
 * with one byte if there is no name. --pid A[,B...] names the processes of the proxy: what they spend is read from
 * /proc/PID/stat and told for each operation. The first fifth of --secs is not counted.
 *
 * connrate, pingpong and bulk are closed loops: a slow proxy is asked less often, so their
 * latencies say little. rate and requests are open ones: a session or request is due when the
 * schedule says so, started late or not, and its latency counts from then.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    CHUNK = 128 * 1024, /* read or written at once */
    EVENTS = 512,
    HEAD = 2048,        /* at most, of a response; its body may be in the same read */
    IDLE_AT_ONCE = 200, /* idle sessions that are being opened at a time */
    TIMER = UINT32_MAX  /* the event of the schedule; others are indexes of sessions */
};

static struct {
    int port, conns;
    long bytes;
    double secs, rate;
    const char *serve, *sni, *host, *pids, *file;
} opt = {.conns = 1, .bytes = 64, .secs = 3, .serve = "close"};

static unsigned char opening[1024];
static int opening_size;
static char out[CHUNK], in[CHUNK];

static void die(const char *what) {
    fprintf(stderr, "relaybench: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the opening ---- */

static unsigned char *end_of_opening;

static void octets(const void *what, size_t count) {
    memcpy(end_of_opening, what, count);
    end_of_opening += count;
}

static void number(int value, int width) {
    while (width-- > 0) *end_of_opening++ = (unsigned char)(value >> (8 * width));
}

/* Leaves room for a length, which close_length fills in. */
static unsigned char *open_length(int width) {
    unsigned char *at = end_of_opening;
    end_of_opening += width;
    return at;
}

static void close_length(unsigned char *at, int width) {
    unsigned char *end = end_of_opening;
    end_of_opening = at;
    number((int)(end - at) - width, width);
    end_of_opening = end;
}

static void hello_for(const char *server) {
    unsigned char filler[32];
    memset(filler, 0x5a, sizeof filler);
    number(22, 1), number(0x0301, 2); /* handshake record */
    unsigned char *record = open_length(2);
    number(1, 1); /* ClientHello */
    unsigned char *message = open_length(3);
    number(0x0303, 2), octets(filler, 32); /* version, random */
    number(32, 1), octets(filler, 32);     /* session id */
    number(6, 2), octets("\x13\x01\x13\x02\x13\x03", 6);
    number(1, 1), number(0, 1); /* no compression */
    unsigned char *extensions = open_length(2);
    number(43, 2), number(3, 2), octets("\x02\x03\x04", 3); /* supported_versions */
    number(0, 2);                                           /* server_name */
    unsigned char *extension = open_length(2), *list = open_length(2);
    number(0, 1);
    unsigned char *name = open_length(2);
    octets(server, strlen(server));
    close_length(name, 2), close_length(list, 2), close_length(extension, 2);
    number(16, 2), number(14, 2), number(12, 2); /* ALPN */
    octets("\x02h2\x08http/1.1", 12);
    close_length(extensions, 2), close_length(message, 3), close_length(record, 2);
}

static void request_for(const char *host) {
    char text[512];
    octets(text, (size_t)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", host));
}

static void make_opening(void) {
    end_of_opening = opening;
    if (opt.host) request_for(opt.host);
    else if (opt.sni) hello_for(opt.sni);
    else octets("x", 1);
    opening_size = (int)(end_of_opening - opening);
}

/* ---- sockets ---- */

static struct sockaddr_in loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)opt.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int stream_socket(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0) die("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void watch(int ep, int how, int fd, uint32_t events, uint32_t index) {
    struct epoll_event event = {.events = events, .data.u32 = index};
    if (epoll_ctl(ep, how, fd, &event)) die("epoll_ctl");
}

/* ---- servers ---- */

static void accept_all(int ep, int listening, int *left, int descriptors) {
    int fd, on = 1;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (fd >= descriptors) { close(fd); continue; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        left[fd] = opening_size;
        watch(ep, EPOLL_CTL_ADD, fd, EPOLLIN, (uint32_t)fd);
    }
}

/* Whether the peer is still there. */
static bool send_volume(int fd) {
    for (int i = 0; i < 8; i++)
        if (send(fd, out, sizeof out, MSG_NOSIGNAL) < 0) return errno == EAGAIN;
    return true;
}

static bool echo(int fd, const char *bytes, ssize_t count) {
    while (count > 0) {
        ssize_t n = send(fd, bytes, (size_t)count, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN) return false;
        if (n > 0) bytes += n, count -= n;
    }
    return true;
}

/* Whether the peer is to be kept; `left` is what is missing of its opening. */
static bool serve(int ep, int fd, int *left) {
    ssize_t n = read(fd, in, sizeof in);
    if (n <= 0) return n < 0 && errno == EAGAIN;
    const char *bytes = in;
    if (*left > 0) {
        int taken = n < *left ? (int)n : *left;
        *left -= taken, bytes += taken, n -= taken;
        if (*left > 0) return true;
        switch (*opt.serve) {
        case 'c':
            if (send(fd, out, (size_t)opt.bytes, MSG_NOSIGNAL) < 0) return false;
            return false;
        case 's': watch(ep, EPOLL_CTL_MOD, fd, EPOLLOUT, (uint32_t)fd); return true;
        default:
            if (send(fd, "k", 1, MSG_NOSIGNAL) < 0) return false;
        }
    }
    return *opt.serve != 'e' || echo(fd, bytes, n);
}

static void run_server(int descriptors) {
    int *left = calloc((size_t)descriptors, sizeof *left);
    int listening = stream_socket(), on = 1, ep = epoll_create1(EPOLL_CLOEXEC);
    struct sockaddr_in address = loopback();
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!left || bind(listening, (void *)&address, sizeof address) || listen(listening, 65535)) die("listen");
    watch(ep, EPOLL_CTL_ADD, listening, EPOLLIN, (uint32_t)listening);
    for (;;) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(ep, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            int fd = (int)events[i].data.u32;
            if (fd == listening) accept_all(ep, listening, left, descriptors);
            else if (!(events[i].events & EPOLLOUT ? send_volume(fd) : serve(ep, fd, &left[fd]))) close(fd);
        }
    }
}

static void run_drain(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), size = 8 << 20;
    struct sockaddr_in address = loopback();
    FILE *file = opt.file ? fopen(opt.file, "a") : NULL;
    if (!file) die(opt.file ? opt.file : "--file is missing");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (fd < 0 || bind(fd, (void *)&address, sizeof address)) die("bind");
    for (;;) {
        ssize_t n = recv(fd, in, sizeof in, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) {
            fflush(file);
            n = recv(fd, in, sizeof in, 0);
        }
        if (n > 0) fwrite(in, 1, (size_t)n, file);
    }
}

/* ---- latencies: 32 steps for each power of two of nanoseconds ---- */

static uint64_t steps[64 * 32], latencies;

static void record(double seconds) {
    uint64_t ns = seconds <= 0 ? 1 : (uint64_t)(seconds * 1e9);
    int power = 63 - __builtin_clzll(ns | 1);
    uint64_t part = power < 5 ? ns : ns >> (power - 5);
    steps[power * 32 + (int)(part & 31)]++;
    latencies++;
}

static double quantile_us(double share) {
    uint64_t seen = 0, wanted = (uint64_t)(share * (double)latencies);
    for (int i = 0; i < 64 * 32; i++) {
        int power = i / 32;
        seen += steps[i];
        if (seen > wanted) return (power < 5 ? i % 32 : (32.0 + i % 32) * (double)(1ull << (power - 5))) / 1e3;
    }
    return 0;
}

/* ---- what the proxy spends ---- */

struct spent {
    double user, system; /* seconds */
    long resident;       /* kB */
};

static void add_process(struct spent *sum, const char *pid) {
    char path[64], text[1024];
    unsigned long user, system;
    long resident;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    char *fields = strrchr(text, ')');
    if (fields && sscanf(fields + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2) {
        sum->user += (double)user / (double)sysconf(_SC_CLK_TCK);
        sum->system += (double)system / (double)sysconf(_SC_CLK_TCK);
    }
    snprintf(path, sizeof path, "/proc/%s/status", pid);
    if (!(file = fopen(path, "r"))) die(path);
    while (fgets(text, sizeof text, file))
        if (sscanf(text, "VmRSS: %ld", &resident) == 1) sum->resident += resident;
    fclose(file);
}

static struct spent spent(void) {
    struct spent sum = {0};
    char list[256];
    snprintf(list, sizeof list, "%s", opt.pids ? opt.pids : "");
    for (char *pid = strtok(list, ","); pid; pid = strtok(NULL, ",")) add_process(&sum, pid);
    return sum;
}

/* ---- responses ---- */

/* The number in a field, if there is nothing else; negative otherwise. */
static long number_in(const char *value) {
    char *after;
    value += strspn(value, " \t");
    if (*value < '0' || *value > '9') return -1;
    long number = strtol(value, &after, 10);
    after += strspn(after, " \t");
    return *after == '\r' && number <= INT32_MAX ? number : -1;
}

/* The size of a response with its body; 0 if its head is not complete yet, negative if it is not as it has to be. */
static long response_size(char *head, long got) {
    char *end = memmem(head, (size_t)got, "\r\n\r\n", 4);
    if (!end) return got < HEAD ? 0 : -1;
    if (memcmp(head, "HTTP/1.1 200 ", 13)) return -1;
    end[2] = 0;
    long length = -1;
    for (char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (!strncasecmp(line, "transfer-encoding:", 18)) return -1;
        if (strncasecmp(line, "content-length:", 15)) continue;
        if (length >= 0 || (length = number_in(line + 15)) < 0) return -1;
    }
    return length < 0 ? -1 : end + 4 - head + length;
}

/* ---- clients ---- */

enum workload { CONNRATE, RATE, PINGPONG, BULK, IDLE, REQUESTS };

struct session {
    int fd; /* negative: none */
    int opened;
    bool ready; /* has answered; of requests: is free for the next one */
    long got, whole;
    double since;
};

static enum workload workload;
static int ep;
static struct session *sessions;
static int *free_slots, free_first, free_count; /* of open loops; a ring, so that all get their turn */
static char (*heads)[HEAD];                     /* of requests */
static int begun, standing;                     /* of idle */
static long done, failed;
static double volume, counted_from;

static bool is_open_loop(void) { return workload == RATE || workload == REQUESTS; }

static void set_free(struct session *s) {
    free_slots[(free_first + free_count++) % opt.conns] = (int)(s - sessions);
}

static struct session *take_free(void) {
    struct session *s = &sessions[free_slots[free_first]];
    free_first = (free_first + 1) % opt.conns;
    free_count--;
    return s;
}

static void count(const struct session *s, bool well) {
    if (s->since < counted_from) return;
    if (well) done++, record(now() - s->since);
    else failed++;
}

static void drop(struct session *s) {
    close(s->fd);
    s->fd = -1;
}

static void begin(struct session *s, double since) {
    struct sockaddr_in address = loopback();
    *s = (struct session){.fd = stream_socket(), .since = since};
    if (connect(s->fd, (void *)&address, sizeof address) && errno != EINPROGRESS) {
        drop(s);
        count(s, false);
        if (is_open_loop()) set_free(s);
        return;
    }
    watch(ep, EPOLL_CTL_ADD, s->fd, EPOLLOUT, (uint32_t)(s - sessions));
}

/* Ends a session, well or not, and begins what comes in its place. */
static void end(struct session *s, bool well) {
    drop(s);
    count(s, well);
    if (is_open_loop()) set_free(s);
    else if (workload != IDLE) begin(s, now());
}

/* Begins what is due, on the connection that stands, if one does. */
static void begin_due(struct session *s, double due) {
    if (!s->ready) {
        begin(s, due);
        return;
    }
    s->ready = false;
    s->got = s->whole = 0;
    s->since = due;
    if (send(s->fd, opening, (size_t)opening_size, MSG_NOSIGNAL) != opening_size) end(s, false);
}

static void ping(struct session *s) {
    s->got = 0;
    s->since = now();
    if (send(s->fd, out, (size_t)opt.bytes, MSG_NOSIGNAL) < 0) end(s, false);
}

static void got(struct session *s, ssize_t count) {
    s->got += count;
    volume += (double)count;
    bool first = !s->ready;
    s->ready = true;
    if (workload == PINGPONG) {
        if (!first && s->got < opt.bytes) return;
        if (!first) done++, record(now() - s->since);
        ping(s);
    } else if (workload == IDLE && first) {
        standing++;
        record(now() - s->since);
        if (begun < opt.conns) begin(&sessions[begun++], now());
    }
}

static void send_opening(struct session *s) {
    ssize_t n = send(s->fd, opening + s->opened, (size_t)(opening_size - s->opened), MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) {
        end(s, false);
        return;
    }
    if (n > 0) s->opened += (int)n;
    if (s->opened == opening_size) watch(ep, EPOLL_CTL_MOD, s->fd, EPOLLIN, (uint32_t)(s - sessions));
}

static void answered(struct session *s) {
    s->ready = true;
    count(s, true);
    set_free(s);
}

/* A free connection has nothing to say; the peer may close it. */
static void receive_unasked(struct session *s) {
    if (read(s->fd, in, sizeof in) > 0) failed++;
    s->ready = false;
    drop(s);
}

static void receive_response(struct session *s) {
    char *head = heads[s - sessions];
    ssize_t n = s->whole ? read(s->fd, in, sizeof in) : read(s->fd, head + s->got, (size_t)(HEAD - s->got));
    if (n < 0 && errno == EAGAIN) return;
    if (n > 0) s->got += n;
    if (n > 0 && !s->whole) s->whole = response_size(head, s->got);
    bool bad = n <= 0 || s->whole < 0 || (s->whole > 0 && s->got > s->whole);
    if (bad) end(s, false);
    else if (s->got == s->whole) answered(s);
}

static void receive(struct session *s) {
    ssize_t n = read(s->fd, in, sizeof in);
    if (n > 0) got(s, n);
    else if (n == 0) end(s, (workload == CONNRATE || workload == RATE) && s->got >= opt.bytes);
    else if (errno != EAGAIN) end(s, false);
}

/* Takes the events of at most so many milliseconds. */
static void turn(int millis) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(ep, events, EVENTS, millis);
    for (int i = 0; i < n; i++) {
        if (events[i].data.u32 == TIMER) continue;
        struct session *s = &sessions[events[i].data.u32];
        if (s->fd < 0) continue;
        if (events[i].events & EPOLLOUT) send_opening(s);
        else if (workload != REQUESTS) receive(s);
        else if (s->ready) receive_unasked(s);
        else receive_response(s);
    }
}

static void count_from_now(struct spent *before, double *since) {
    done = failed = 0;
    volume = 0;
    memset(steps, 0, sizeof steps);
    latencies = 0;
    *before = spent();
    *since = now();
}

static void report(const char *name, struct spent before, double seconds) {
    struct spent after = spent();
    double user = after.user - before.user, system = after.system - before.system;
    double operations = workload == BULK ? volume / 1e9 : (double)done, unit = workload == BULK ? 1 : 1e6;
    double scale = operations > 0 ? unit / operations : 0;
    printf("{\"workload\": \"%s\", \"cpu\": %.4f, \"user\": %.4f, \"system\": %.4f, \"load\": %.3f, ", name,
           (user + system) * scale, user * scale, system * scale, (user + system) / seconds);
    if (workload == BULK) printf("\"gbit_s\": %.3f, ", volume * 8 / seconds / 1e9);
    else printf("\"per_s\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, ", (double)done / seconds,
                quantile_us(.5), quantile_us(.99), quantile_us(.999));
    printf("\"operations\": %.3f, \"failed\": %ld, \"rss_kb\": %ld}\n", operations, failed, after.resident);
}

static void run_closed_loop(const char *name) {
    struct spent before = spent();
    double start = now(), since = start, warm = start + opt.secs / 5, stop = start + opt.secs;
    bool counting = false;
    for (int i = 0; i < opt.conns; i++) begin(&sessions[i], start);
    while (now() < stop) {
        if (!counting && now() >= warm) {
            counting = true;
            count_from_now(&before, &since);
        }
        turn(10);
        /* What could not be begun, out of ports for example, is tried again. */
        for (int i = 0; i < opt.conns; i++)
            if (sessions[i].fd < 0) begin(&sessions[i], now());
    }
    report(name, before, now() - since);
}

static void wake_at(int timer, double when) {
    time_t seconds = (time_t)when;
    struct itimerspec at = {.it_value = {.tv_sec = seconds, .tv_nsec = (long)((when - (double)seconds) * 1e9) + 1}};
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL)) die("timerfd_settime");
}

static void run_open_loop(const char *name) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (timer < 0) die("timerfd_create");
    watch(ep, EPOLL_CTL_ADD, timer, EPOLLIN | EPOLLET, TIMER);
    for (int i = 0; i < opt.conns; i++) set_free(&sessions[i]);
    struct spent before = spent();
    double start = now(), since = start, warm = start + opt.secs / 5, stop = start + opt.secs;
    double armed = 0;
    counted_from = warm;
    long next = 0;
    while (now() < stop) {
        double due = start + (double)next / opt.rate;
        /* With none free it waits, and its clock runs. */
        while (due <= now() && free_count > 0 && due < stop) {
            begin_due(take_free(), due);
            due = start + (double)++next / opt.rate;
        }
        if (since < warm && now() >= warm) count_from_now(&before, &since);
        /* Also if it is over by now: then the timer fires at once. Setting it costs a call. */
        if (free_count > 0 && due != armed) wake_at(timer, armed = due);
        turn(10);
    }
    double seconds = now() - since;
    /* What is still under way counts, too, but not for ever. */
    for (double patience = now() + 2; free_count < opt.conns && now() < patience;) turn(10);
    failed += opt.conns - free_count;
    /* What was due and never began has waited longest of all. */
    failed += (long)(opt.secs * opt.rate) - next;
    report(name, before, seconds);
}

static void run_idle(void) {
    double patience = now() + opt.secs;
    struct spent before = spent();
    while (begun < opt.conns && begun < IDLE_AT_ONCE) begin(&sessions[begun++], now());
    while (standing < opt.conns && now() < patience) turn(10);
    /* What a proxy frees a little later does not count. */
    for (double rest = now() + 2; now() < rest;) turn(10);
    struct spent after = spent();
    printf("{\"workload\": \"idle\", \"sessions\": %d, \"rss_before_kb\": %ld, \"rss_kb\": %ld, \"kb_per_session\": %.3f, "
           "\"failed\": %d}\n",
           standing, before.resident, after.resident,
           standing ? (double)(after.resident - before.resident) / standing : 0, opt.conns - standing);
}

static bool one_session(void) {
    struct sockaddr_in address = loopback();
    struct timeval patience = {.tv_sec = 1};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    long received = 0;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (!connect(fd, (void *)&address, sizeof address) &&
        send(fd, opening, (size_t)opening_size, MSG_NOSIGNAL) == opening_size)
        for (ssize_t n; received < opt.bytes && (n = read(fd, in, sizeof in)) > 0;) received += n;
    close(fd);
    return received >= opt.bytes;
}

static int run_first(void) {
    for (double start = now(); now() - start < opt.secs; usleep(1000))
        if (one_session()) {
            printf("{\"workload\": \"first\", \"waited_s\": %.4f}\n", now() - start);
            return 0;
        }
    fprintf(stderr, "relaybench: no session on port %d in %.0f s\n", opt.port, opt.secs);
    return 1;
}

static int run_client(const char *name) {
    static const char *const names[] = {"connrate", "rate", "pingpong", "bulk", "idle", "requests"};
    size_t index = 0, count = sizeof names / sizeof *names;
    while (index < count && strcmp(name, names[index])) index++;
    if (index == count) {
        fprintf(stderr, "relaybench: unknown command %s\n", name);
        return 2;
    }
    workload = (enum workload)index;
    sessions = calloc((size_t)opt.conns, sizeof *sessions);
    free_slots = calloc((size_t)opt.conns, sizeof *free_slots);
    heads = workload == REQUESTS ? calloc((size_t)opt.conns, sizeof *heads) : NULL;
    if (!sessions || !free_slots || (workload == REQUESTS && !heads)) die("memory");
    ep = epoll_create1(EPOLL_CLOEXEC);
    if (is_open_loop()) run_open_loop(name);
    else if (workload == IDLE) run_idle();
    else run_closed_loop(name);
    return 0;
}

static void read_options(int count, char **words) {
    for (int i = 0; i + 1 < count; i += 2) {
        const char *key = words[i], *value = words[i + 1];
        if (!strcmp(key, "--port")) opt.port = atoi(value);
        else if (!strcmp(key, "--conns")) opt.conns = atoi(value);
        else if (!strcmp(key, "--secs")) opt.secs = atof(value);
        else if (!strcmp(key, "--bytes")) opt.bytes = atol(value);
        else if (!strcmp(key, "--rate")) opt.rate = atof(value);
        else if (!strcmp(key, "--serve")) opt.serve = value;
        else if (!strcmp(key, "--sni")) opt.sni = value;
        else if (!strcmp(key, "--host")) opt.host = value;
        else if (!strcmp(key, "--pid")) opt.pids = value;
        else if (!strcmp(key, "--file")) opt.file = value;
        else {
            fprintf(stderr, "relaybench: unknown option %s\n", key);
            exit(2);
        }
    }
    bool wrong = opt.conns < 1 || opt.bytes < 1 || opt.bytes > CHUNK || opt.secs <= 0 ||
                 (opt.sni && strlen(opt.sni) > 253) || (opt.host && strlen(opt.host) > 253) || (count % 2);
    if (wrong) {
        fprintf(stderr, "relaybench: an option without a value, or a value out of range\n");
        exit(2);
    }
}

int main(int count, char **words) {
    if (count < 2) {
        fprintf(stderr, "usage: relaybench server|drain|first|connrate|rate|requests|pingpong|bulk|idle --port P ...\n");
        return 2;
    }
    read_options(count - 2, words + 2);
    bool asks = !strcmp(words[1], "requests");
    if ((asks || !strcmp(words[1], "rate")) && (opt.rate <= 0 || (asks && !opt.host))) {
        fprintf(stderr, "relaybench: rate needs --rate, requests --rate and --host\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    memset(out, 'b', sizeof out);
    make_opening();
    int descriptors = files.rlim_cur > 1 << 20 ? 1 << 20 : (int)files.rlim_cur;
    if (!strcmp(words[1], "server")) run_server(descriptors);
    else if (!strcmp(words[1], "drain")) run_drain();
    else if (!strcmp(words[1], "first")) return run_first();
    else return run_client(words[1]);
}
