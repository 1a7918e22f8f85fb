package main

import (
	"github.com/dapr/components-contrib/bindings/cron"
	nrkubernetes "github.com/dapr/components-contrib/nameresolution/kubernetes"
	"github.com/dapr/components-contrib/nameresolution/mdns"
	nrsqlite "github.com/dapr/components-contrib/nameresolution/sqlite"
	"github.com/dapr/components-contrib/pubsub/rabbitmq"
	secretkubernetes "github.com/dapr/components-contrib/secretstores/kubernetes"
	"github.com/dapr/components-contrib/secretstores/local/env"
	"github.com/dapr/components-contrib/secretstores/local/file"
	"github.com/dapr/components-contrib/state/mongodb"
	"github.com/dapr/components-contrib/state/mysql"
	"github.com/dapr/components-contrib/state/redis"

	"github.com/dapr/dapr/pkg/components/bindings"
	"github.com/dapr/dapr/pkg/components/configuration"
	"github.com/dapr/dapr/pkg/components/conversation"
	"github.com/dapr/dapr/pkg/components/crypto"
	"github.com/dapr/dapr/pkg/components/lock"
	"github.com/dapr/dapr/pkg/components/middleware/http"
	"github.com/dapr/dapr/pkg/components/nameresolution"
	"github.com/dapr/dapr/pkg/components/pubsub"
	"github.com/dapr/dapr/pkg/components/secretstores"
	"github.com/dapr/dapr/pkg/components/state"
	"github.com/dapr/dapr/pkg/runtime/registry"
	"github.com/dapr/kit/logger"
)

// Made before the log level is applied, or components would log on regardless of it.
var contrib = logger.NewLogger("dapr.contrib")

// componentRegistry lists every component a YAML file under components/dapr
// (and the local or cluster configuration around it) may name.
func componentRegistry() *registry.Options {
	states := state.NewRegistry()
	states.RegisterComponent(redis.NewRedisStateStore, "redis")
	states.RegisterComponent(mongodb.NewMongoDB, "mongodb")
	states.RegisterComponent(mysql.NewMySQLStateStore, "mysql")

	brokers := pubsub.NewRegistry()
	brokers.RegisterComponent(rabbitmq.NewRabbitMQ, "rabbitmq")

	secrets := secretstores.NewRegistry()
	secrets.RegisterComponent(file.NewLocalSecretStore, "local.file")
	secrets.RegisterComponent(env.NewEnvSecretStore, "local.env")
	secrets.RegisterComponent(secretkubernetes.NewKubernetesSecretStore, "kubernetes")

	resolvers := nameresolution.NewRegistry()
	resolvers.RegisterComponent(nrsqlite.NewResolver, "sqlite")
	resolvers.RegisterComponent(nrkubernetes.NewResolver, "kubernetes")
	resolvers.RegisterComponent(mdns.NewResolver, "mdns")

	inputs := bindings.NewRegistry()
	inputs.RegisterInputBinding(cron.NewCron, "cron")

	states.Logger, brokers.Logger, secrets.Logger = contrib, contrib, contrib
	resolvers.Logger, inputs.Logger = contrib, contrib

	// The runtime dereferences every registry, so kinds we have none of still get an empty one.
	return registry.NewOptions().
		WithStateStores(states).
		WithPubSubs(brokers).
		WithSecretStores(secrets).
		WithNameResolutions(resolvers).
		WithBindings(inputs).
		WithConfigurations(configuration.NewRegistry()).
		WithLocks(lock.NewRegistry()).
		WithCryptoProviders(crypto.NewRegistry()).
		WithConversations(conversation.NewRegistry()).
		WithHTTPMiddlewares(http.NewRegistry())
}
