// Package frames lays Weir's answers out as data frames that carry their own field configuration, so that a panel draws
// them without any set-up.
package frames
