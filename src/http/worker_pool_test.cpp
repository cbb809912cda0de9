#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <future>

namespace cs::http {
namespace {

struct Queue {
    bool add(const std::string& client, const std::string& name) {
        WorkerPool::Job job = [this, name] { done += name; };
        return pool.add(client, job);
    }
    // Holds the only thread until the promise is kept.
    void hold() {
        std::promise<void> held;
        WorkerPool::Job job = [&held, wait = goes_on.get_future().share()] {
            held.set_value();
            wait.wait();
        };
        ASSERT_TRUE(pool.add("first", job));
        held.get_future().wait();
    }

    std::string& done;
    std::promise<void> goes_on = {};
    WorkerPool pool{1, 8};  ///< last: its jobs use the rest
};

TEST(WorkerPool, ClientsTakeTurns) {
    std::string done;
    {
        Queue queue{done};
        queue.hold();
        for (const char* client : {"a", "a", "b", "c", "c"})
            EXPECT_TRUE(queue.add(client, client));
        queue.goes_on.set_value();
    }
    EXPECT_EQ(done, "abcac");
}

TEST(WorkerPool, ManyOfOneClientLeaveRoomForOthers) {
    std::string done;
    Queue queue{done};
    queue.hold();
    EXPECT_TRUE(queue.add("a", "1"));
    EXPECT_TRUE(queue.add("a", "2"));
    EXPECT_FALSE(queue.add("a", "3")) << "a quarter of eight";
    for (const char* client : {"b", "c", "d", "e", "f", "g"})
        EXPECT_TRUE(queue.add(client, client)) << client;
    EXPECT_FALSE(queue.add("h", "h")) << "eight wait";
    queue.goes_on.set_value();
}

}  // namespace
}  // namespace cs::http
