// Package hosting runs a Steampipe plugin in this process, and frees what that took.
package hosting

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/dgraph-io/ristretto"
	"github.com/hashicorp/go-hclog"
	"github.com/turbot/steampipe-plugin-aircall/internal/sdkenv"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
)

// A Plugin is loaded in this process. It has no query cache, unless SetCacheOptions gives it one, which stays for good.
type Plugin struct {
	*grpc.PluginServer
	Loaded *plugin.Plugin
	close  sync.Once
}

// Load loads a plugin with its connections. More can be added with UpdateConnectionConfigs.
func Load(create plugin.PluginFunc, connections ...*proto.ConnectionConfig) (p *Plugin, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the plugin cannot be loaded: %v", r)
		}
	}()
	p = &Plugin{}
	sdkenv.FreeMemoryRarely()
	quiet := sdkenv.SilenceLog()
	p.PluginServer = plugin.Server(&plugin.ServeOpts{PluginFunc: func(ctx context.Context) *plugin.Plugin {
		p.Loaded = create(ctx)
		return p.Loaded
	}})
	if quiet {
		p.Loaded.Logger = hclog.NewNullLogger()
	}
	for _, c := range connections {
		c.Plugin, c.PluginShortName, c.PluginInstance = p.Loaded.Name, p.Loaded.Name, p.Loaded.Name
	}
	response, err := p.SetAllConnectionConfigs(&proto.SetAllConnectionConfigsRequest{Configs: connections, MaxCacheSizeMb: sdkenv.NoQueryCache})
	for name, message := range response.GetFailedConnections() {
		return nil, fmt.Errorf("connection %s: %s", name, message)
	}
	if err != nil {
		return nil, err
	}
	_, err = p.SetCacheOptions(&proto.SetCacheOptionsRequest{MaxSizeMb: sdkenv.NoQueryCache})
	return p, err
}

// Close frees what the SDK keeps for each connection that was asked: a cache with two goroutines, which the SDK itself
// never ends and lets nobody reach. Every scan must have ended.
func (p *Plugin) Close() {
	p.close.Do(func() {
		caches := reflect.ValueOf(p.Loaded).Elem().FieldByName("connectionCacheMap")
		if !caches.IsValid() {
			return
		}
		for of := caches.MapRange(); of.Next(); {
			if cache := of.Value().Elem().FieldByName("ristrettoCache"); cache.IsValid() {
				(*ristretto.Cache)(cache.UnsafePointer()).Close()
			}
		}
	})
}
