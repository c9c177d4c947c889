import QtQuick
import QtQuick.Templates as T
import Hearthboard

// One of a few, all of them in sight: as many beside each other as have room, or one below the other. Tab leads to the
// one that is chosen, the arrow keys from one to the next.
Cells {
    id: root

    required property RowModel names
    required property int current
    property string label
    property bool column: false
    signal chosen(int index)

    function move(by) {
        const to = (current + by + names.count) % names.count;
        chosen(to);
        radios.itemAt(to).forceActiveFocus(Qt.TabFocusReason);
    }

    columns: column ? 1 : 100
    least: 0
    columnSpacing: Math.round(Theme.unit / 2)
    rowSpacing: Math.round(Theme.unit / 2)
    Accessible.role: Accessible.Grouping
    Accessible.name: label

    Repeater {
        id: radios
        model: root.names
        delegate: T.RadioButton {
            id: radio

            required property string name
            required property int index

            objectName: root.objectName + "." + index
            text: name
            checked: index === root.current
            implicitWidth: Math.max(Theme.target, implicitContentWidth + leftPadding + rightPadding)
            implicitHeight: Math.max(Theme.target, implicitContentHeight + topPadding + bottomPadding)
            leftPadding: root.column ? 2 * Theme.unit : Theme.unit
            rightPadding: leftPadding
            focusPolicy: checked ? Qt.TabFocus : Qt.NoFocus
            Accessible.role: Accessible.RadioButton
            Accessible.name: name
            Accessible.checkable: true
            Accessible.checked: checked
            Accessible.onPressAction: root.chosen(index)
            onClicked: root.chosen(index)
            Keys.onLeftPressed: root.move(-1)
            Keys.onUpPressed: root.move(-1)
            Keys.onRightPressed: root.move(1)
            Keys.onDownPressed: root.move(1)

            background: Rectangle {
                radius: Theme.radius
                color: radio.checked ? Theme.action : Theme.raised
            }
            contentItem: Label {
                text: radio.name
                font.weight: Font.Medium
                color: radio.checked ? Theme.onAction : Theme.textSoft
                horizontalAlignment: root.column ? Text.AlignLeft : Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }

            Rectangle {
                visible: radio.activeFocus
                anchors.fill: parent
                z: 1
                radius: Theme.radius
                color: "transparent"
                border.width: 3
                border.color: Theme.price
            }
        }
    }
}
